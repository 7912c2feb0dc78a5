import type { SpyCall } from '../../../lib/testing/spyPlugins.ts';
import type { RuntimeCase } from '../runtimeCase.ts';
import { pluginFolder, type RuntimeTrial } from '../runtimeTrial.ts';

/** Parameters of an attachment as plugins have to get them; what the runtime cannot be told is left out. */
function wanted(trial: RuntimeTrial, ifname: string, args: string): Record<string, string> {
  const { id, netns } = trial.container;
  return {
    ...(trial.can('containerId') ? { CNI_CONTAINERID: id } : {}),
    ...(trial.can('netns') ? { CNI_NETNS: netns } : {}),
    ...(trial.can('ifname') ? { CNI_IFNAME: ifname } : {}),
    ...(trial.can('args') ? { CNI_ARGS: args } : {}),
  };
}

function picked(call: SpyCall | undefined, names: string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, call?.env[name]]));
}

/** What plugins are told about an attachment, and how. */
export const parameters: RuntimeCase[] = [
  {
    name: 'parameters/variables',
    title: 'Plugins get their parameters as variables, the configuration on standard input, and no arguments',
    judges: ['EXEC-02', 'LIFE-07', 'CHK-12'],
    async run(trial) {
      trial.chain(['first', 'second']);
      const args = 'IgnoreUnknown=1;FOO=BAR';
      const change = { ifname: 'net1', args };
      const expected = wanted(trial, 'net1', args);
      for (const command of ['add', 'check', 'del'] as const) {
        if (!trial.adapter.commands[command]) continue;
        const done = await trial.run(command, change);
        for (const call of done.spied) {
          trial.same('EXEC-02', call.argc, 0, `${command}: number of arguments`);
          const id = command === 'check' ? 'CHK-12' : 'LIFE-07';
          trial.same(id, picked(call, Object.keys(expected)), expected, `${command}: variables`);
          const folders = call.env.CNI_PATH?.split(':') ?? [];
          trial.judge('LIFE-07', folders.includes(pluginFolder), `${command}: CNI_PATH`, folders);
        }
        trial.judge('EXEC-02', done.spied.length === 2, `${command}: both plugins are called`, done);
      }
    },
  },
  {
    name: 'parameters/all-variables',
    title: 'A parameter that has no value is passed all the same',
    judges: ['LIFE-07'],
    async run(trial) {
      trial.chain(['first']);
      const [call] = (await trial.must('add')).spied;
      const names = ['CNI_COMMAND', 'CNI_CONTAINERID', 'CNI_NETNS', 'CNI_IFNAME', 'CNI_ARGS', 'CNI_PATH'];
      const missing = names.filter((name) => call?.env[name] === undefined);
      // CNI_ARGS is optional for plugins; that it is there with nothing in it is custom.
      trial.observe('LIFE-07', missing.length === 0, 'all six variables, empty or not', missing);
    },
  },
  {
    name: 'parameters/container-id',
    title: 'A container ID that is not one is refused before any plugin is called',
    judges: ['ENV-02'],
    needs: ['containerId'],
    async run(trial) {
      trial.chain(['first']);
      for (const containerId of ['', '.a', '-a', 'a b', 'a/b', '../a', 'é', 'a\n']) {
        const call = await trial.run('add', { containerId });
        const ok = call.exitCode !== 0 && call.spied.length === 0;
        trial.judge('ENV-02', ok, `container ID ${JSON.stringify(containerId)} is refused`, call);
      }
    },
  },
  {
    name: 'parameters/malformed-args',
    title: 'Arguments that are none are accepted or refused, and crash nobody',
    judges: ['ENV-05'],
    needs: ['args'],
    async run(trial) {
      trial.chain(['first']);
      for (const args of ['FOO', '=', 'A=B=C', 'A=B;']) {
        const call = await trial.run('add', { args });
        const ok = !call.timedOut && call.signal === null && (call.exitCode === 0 || call.spied.length === 0);
        trial.observe('ENV-05', ok, `CNI_ARGS ${JSON.stringify(args)} is passed on, or refused`, call);
        await trial.run('del', { args });
      }
    },
  },
];
