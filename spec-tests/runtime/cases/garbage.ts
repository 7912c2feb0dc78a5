import type { Pair } from '../commandText.ts';
import { logOf } from '../runtimeCall.ts';
import type { RuntimeCase } from '../runtimeCase.ts';
import { pluginFolder, type RuntimeTrial } from '../runtimeTrial.ts';
import { attached, broken, logFor, says, three } from './lists.ts';

/** The two texts of 1.1.0 name the list of attachments differently. */
function keyOf({ text }: RuntimeTrial): string {
  return text === 'tag' ? 'cni.dev/attachments' : 'cni.dev/valid-attachments';
}

/** The ID that the runtime gave the container: its own, if it cannot be told one. */
async function addedAs(trial: RuntimeTrial, ifname: string): Promise<Pair> {
  const { spied } = await trial.must('add', { ifname });
  return { containerId: spied[0]?.env.CNI_CONTAINERID ?? '', ifname };
}

/** GC over the plugins of a list. */
export const garbage: RuntimeCase[] = [
  {
    name: 'gc/order',
    title: 'GC runs all plugins in order with the attachments that are still valid',
    judges: ['LIST-05', 'REQ-05', 'GC-01'],
    needs: ['gc', 'valid', 'ifname'],
    since: '1.1.0',
    async run(trial) {
      trial.chain(three);
      const pairs = [await addedAs(trial, 'eth0'), await addedAs(trial, 'net1')];
      const call = await trial.run('gc', { valid: pairs });
      trial.judge('LIST-05', call.exitCode === 0, 'GC succeeds', call);
      trial.same('LIST-05', logOf(call.spied), logFor('GC', three), 'plugins called');
      const wanted = pairs.map(({ containerId, ifname }) => ({ containerID: containerId, ifname }));
      for (const { stdin, env } of call.spied) {
        const list = stdin[keyOf(trial)] as Pair[] | undefined;
        const sorted = Array.isArray(list) ? [...list].sort((a, b) => (a.ifname < b.ifname ? -1 : 1)) : list;
        trial.same('REQ-05', sorted, wanted, `"${keyOf(trial)}"`);
        const said = ['CNI_CONTAINERID', 'CNI_IFNAME', 'CNI_NETNS'].filter((name) => env[name]);
        trial.judge('LIST-05', said.length === 0, 'no parameters of an attachment', said);
        const folders = env.CNI_PATH?.split(':') ?? [];
        trial.judge('GC-01', folders.includes(pluginFolder), 'CNI_PATH', folders);
      }
    },
  },
  {
    name: 'gc/none',
    title: 'GC of a network without attachments names an empty list',
    judges: ['REQ-05'],
    needs: ['gc', 'valid'],
    since: '1.1.0',
    async run(trial) {
      trial.chain(['first']);
      const { spied } = await trial.run('gc', { valid: [] });
      for (const { stdin } of spied) trial.same('REQ-05', stdin[keyOf(trial)], [], `"${keyOf(trial)}"`);
    },
  },
  {
    name: 'gc/list-elsewhere',
    title: 'The list of attachments is for GC alone',
    judges: ['REQ-05'],
    async run(trial) {
      trial.chain(['first']);
      const calls = [await trial.must('add')];
      for (const command of ['check', 'status', 'del'] as const)
        if (trial.adapter.commands[command]) calls.push(await trial.run(command));
      for (const { spied, command } of calls)
        for (const { stdin } of spied)
          trial.judge('REQ-05', !(keyOf(trial) in stdin), `${command}: no list`, stdin);
    },
  },
  {
    name: 'gc/fails',
    title: 'GC goes on after an error and returns it',
    judges: ['LIST-05'],
    needs: ['gc'],
    since: '1.1.0',
    async run(trial) {
      trial.chain(three);
      trial.spy('second', { GC: broken });
      const call = await trial.run('gc');
      trial.same('LIST-05', logOf(call.spied), logFor('GC', three), 'plugins called');
      const ok = call.exitCode !== 0 && says(call, 'second is broken');
      trial.judge('LIST-05', ok, 'the error of the second plugin', call);
    },
  },
  {
    name: 'gc/disabled',
    title: 'With disableGC no GC is called, with success',
    judges: ['CFG-08'],
    needs: ['gc'],
    since: '1.1.0',
    text: 'main',
    async run(trial) {
      await attached(trial, { disableGC: true });
      const call = await trial.run('gc');
      const collected = call.spied.filter(({ command }) => command === 'GC');
      trial.judge('CFG-08', collected.length === 0, 'no plugin is called with GC', call);
      trial.observe('CFG-08', call.exitCode === 0 && call.spied.length === 0, 'nothing, with success', call);
    },
  },
];
