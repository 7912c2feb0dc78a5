import type { RuntimeCase } from '../runtimeCase.ts';
import { spyResult } from '../spyResult.ts';

/** Variables that a shell sets by itself, or that tell one step of a trace from the next. */
const ownOfEach = ['_', 'PWD', 'OLDPWD', 'SHLVL', 'TRACEPARENT', 'TRACESTATE', 'BAGGAGE'];

/** How plugins are executed. */
export const execution: RuntimeCase[] = [
  {
    name: 'execution/domain',
    title: 'Plugins run in the network of the runtime, for a namespace that is there',
    judges: ['EXEC-01', 'LIFE-01'],
    async run(trial) {
      const own = `/usr/bin/readlink /proc/self/ns/net > ${trial.room}/net`;
      const given = `/usr/bin/stat -Lc %i "$CNI_NETNS" > ${trial.room}/sandbox`;
      trial.spy('first', { ADD: { stdout: spyResult('first', trial.version), before: `${own}; ${given}` } });
      trial.configure(trial.list([{ type: 'first' }]));
      await trial.must('add');
      const host = (await trial.sh('readlink /proc/self/ns/net')).stdout.trim();
      const seen = (await trial.sh(`cat ${trial.room}/net`)).stdout.trim();
      trial.judge('EXEC-01', seen === host, `the plugin's network namespace is ${host}`, seen);
      const sandbox = (await trial.sh(`cat ${trial.room}/sandbox`)).stdout.trim();
      const ok = sandbox !== '' && !host.includes(`[${sandbox}]`);
      trial.judge('LIFE-01', ok, 'CNI_NETNS is there, and not the network of the runtime', sandbox);
    },
  },
  {
    name: 'execution/no-namespace',
    title: 'Without a namespace no plugin is called with success',
    judges: ['LIFE-01'],
    needs: ['netns'],
    async run(trial) {
      trial.chain(['first']);
      const call = await trial.run('add', { netns: '/run/netns/gone' });
      const { stdout } = await trial.sh('ls /run/netns');
      // A tool that is given a namespace leaves the making of it to its caller.
      trial.observe(
        'LIFE-01',
        call.spied.length === 0 || stdout.includes('gone'),
        'no plugin is called',
        call,
      );
    },
  },
  {
    name: 'execution/same-environment',
    title: 'All plugins of a list have the same environment',
    judges: ['LIST-07'],
    since: '0.3.0',
    async run(trial) {
      trial.chain(['first', 'second', 'third']);
      const { spied } = await trial.must('add', { args: 'A=B' });
      const plain = spied.map(({ env }) => {
        return Object.entries(env)
          .filter(([name]) => !ownOfEach.includes(name))
          .sort();
      });
      for (const env of plain.slice(1)) trial.same('LIST-07', env, plain[0], 'as the first plugin has it');
    },
  },
  {
    name: 'execution/missing',
    title: 'A plugin that does not exist is an error that names it',
    judges: ['PCF-01', 'LIST-01'],
    async run(trial) {
      trial.configure(trial.list([{ type: 'no-such-plugin' }]));
      const call = await trial.run('add');
      trial.judge('LIST-01', call.exitCode !== 0, 'ADD fails', call);
      trial.observe('PCF-01', `${call.stdout}${call.stderr}`.includes('no-such-plugin'), 'it is named', call);
    },
  },
];
