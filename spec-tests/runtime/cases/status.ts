import { logOf } from '../runtimeCall.ts';
import type { RuntimeCase } from '../runtimeCase.ts';
import { logFor, says, three } from './lists.ts';

/** How the second of three plugins says that it is not ready. */
const unready = { stdout: { cniVersion: '1.1.0', code: 50, msg: 'second is broken' }, exit: 1 };

/** STATUS over the plugins of a list. */
export const status: RuntimeCase[] = [
  {
    name: 'status/older',
    title: 'GC and STATUS are not called below 1.1.0',
    judges: ['LIST-05', 'LIST-06'],
    needs: ['gc', 'status'],
    since: '1.1.0',
    async run(trial) {
      trial.chain(three, { cniVersion: '1.0.0' });
      for (const [command, id] of [
        ['gc', 'LIST-05'],
        ['status', 'LIST-06'],
      ] as const) {
        const call = await trial.run(command);
        trial.observe(id, call.spied.length === 0, 'no plugin is called', call);
      }
    },
  },
  {
    name: 'status/order',
    title: 'STATUS asks the plugins in order and stops at the first that is not ready',
    judges: ['LIST-06', 'ST-10'],
    needs: ['status'],
    since: '1.1.0',
    async run(trial) {
      trial.chain(three);
      const well = await trial.run('status');
      const ok = well.exitCode === 0 && logOf(well.spied).join() === logFor('STATUS', three).join();
      trial.observe('LIST-06', ok, 'all three, in order', well);
      trial.spy('second', { STATUS: unready });
      const ill = await trial.run('status');
      const told = ill.exitCode !== 0 && says(ill, 'second is broken') && says(ill, '50');
      trial.observe('LIST-06', told, 'the error of the second plugin, with its code', ill);
      trial.observe('LIST-06', ill.spied.length === 2, 'the third is not asked', ill);
      const added = await trial.run('add');
      trial.observe('ST-10', added.exitCode === 0, 'ADD works whatever STATUS said', added);
    },
  },
];
