import { difference } from '../../../lib/testing/difference.ts';
import { told } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';

/** STATUS that has to say yes. */
export const status: Case[] = [
  {
    name: 'status/ready',
    title: 'STATUS succeeds without variables of a container, changes nothing, and then ADD works',
    judges: ['ST-01', 'ST-07', 'ST-09'],
    since: '1.1.0',
    async run(trial) {
      const before = await trial.snapshot();
      const ready = await trial.call('STATUS');
      const changed = difference(before, await trial.snapshot());
      const noisy = await trial.call('STATUS', { containerId: 'c1', ifName: 'eth0', env: { FOREIGN: '1' } });
      const add = await trial.call('ADD');
      if (add.exitCode !== 0 && ready.exitCode !== 0)
        throw new CannotJudge(`neither ADD nor STATUS works here: ${told(add)}`);
      trial.judge('ST-01', ready.exitCode === 0, 'exit status 0, since ADD works', ready);
      trial.judge('ST-01', add.exitCode === 0, 'ADD works, since STATUS says that it is ready', add);
      trial.judge('ST-07', ready.exitCode === 0, 'exit status 0 without variables of a container', ready);
      trial.observe('ST-07', noisy.exitCode === 0, 'exit status 0 with variables that it needs not', noisy);
      trial.judge('ST-09', changed.length === 0, 'nothing changed by STATUS', changed);
    },
  },
  {
    name: 'status/not-asked',
    title: 'ADD works although nobody has asked for the STATUS',
    judges: ['ST-04'],
    since: '1.1.0',
    async run(trial) {
      const unasked = await trial.call('ADD');
      if (unasked.exitCode === 0)
        return trial.judge('ST-04', true, 'exit status 0 without STATUS before', unasked);
      await trial.call('DEL');
      await trial.call('STATUS');
      const asked = await trial.call('ADD');
      if (asked.exitCode !== 0) throw new CannotJudge(`ADD fails here: ${told(asked)}`);
      trial.judge('ST-04', false, 'exit status 0 without STATUS before', unasked);
    },
  },
  {
    name: 'status/often',
    title: 'STATUS can be asked a hundred times and leaves nothing',
    judges: ['ST-01', 'ST-09'],
    since: '1.1.0',
    slow: true,
    async run(trial) {
      const before = await trial.snapshot();
      let call = await trial.call('STATUS');
      for (let n = 1; n < 100 && call.exitCode === 0; n++) call = await trial.call('STATUS');
      trial.judge('ST-01', call.exitCode === 0, 'exit status 0, every time', call);
      const changed = difference(before, await trial.snapshot());
      trial.judge('ST-09', changed.length === 0, 'nothing grows', changed);
    },
  },
];
