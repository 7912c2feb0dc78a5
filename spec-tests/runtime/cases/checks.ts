import { logOf } from '../runtimeCall.ts';
import type { RuntimeCase } from '../runtimeCase.ts';
import { spyResult } from '../spyResult.ts';
import { attached, broken, logFor, says, three } from './lists.ts';

/** CHECK over the plugins of a list. */
export const checks: RuntimeCase[] = [
  {
    name: 'check/order',
    title: 'CHECK runs the plugins in order, each with the result of the whole ADD',
    judges: ['LIST-02', 'LIST-04', 'REQ-04', 'CHK-12'],
    needs: ['check'],
    since: '0.4.0',
    async run(trial) {
      await attached(trial);
      const call = await trial.run('check');
      trial.judge('LIST-04', call.exitCode === 0, 'CHECK succeeds', call);
      trial.same('LIST-04', logOf(call.spied), logFor('CHECK', three), 'plugins called');
      for (const { stdin } of call.spied) {
        for (const id of ['LIST-02', 'LIST-04', 'REQ-04', 'CHK-12'])
          trial.same(id, stdin.prevResult, spyResult('third', trial.version), 'prevResult of CHECK');
      }
    },
  },
  {
    name: 'check/fails',
    title: 'CHECK halts at the first error and returns it',
    judges: ['LIST-04'],
    needs: ['check'],
    since: '0.4.0',
    async run(trial) {
      await attached(trial);
      trial.spy('second', { CHECK: broken });
      const call = await trial.run('check');
      trial.judge('LIST-04', call.exitCode !== 0 && says(call, 'second is broken'), 'its error', call);
      trial.same('LIST-04', logOf(call.spied), logFor('CHECK', ['first', 'second']), 'plugins called');
    },
  },
  {
    name: 'check/disabled',
    title: 'With disableCheck nothing is checked, with success',
    judges: ['CFG-07', 'LIST-04', 'CHK-12'],
    needs: ['check'],
    since: '0.4.0',
    async run(trial) {
      await attached(trial, { disableCheck: true });
      const call = await trial.run('check');
      trial.judge('CFG-07', call.spied.length === 0, 'no plugin is called', call);
      trial.judge('CHK-12', call.spied.length === 0, 'no plugin is called', call);
      trial.judge('LIST-04', call.exitCode === 0, 'CHECK succeeds', call);
      trial.chain(three, { disableCheck: 'true' });
      const text = await trial.run('check');
      // Version 0.4.0 called it a string.
      trial.observe('CFG-07', text.spied.length === 0, 'the text "true" means the same', text);
    },
  },
  {
    name: 'check/unattached',
    title: 'CHECK is not called for what was not added, or deleted since',
    judges: ['CHK-12'],
    needs: ['check'],
    since: '0.4.0',
    async run(trial) {
      trial.chain(three);
      const before = await trial.run('check');
      trial.judge('CHK-12', before.spied.length === 0, 'before ADD no plugin is called', before);
      await trial.must('add');
      await trial.must('del');
      const after = await trial.run('check');
      trial.judge('CHK-12', after.spied.length === 0, 'after DEL no plugin is called', after);
    },
  },
];
