import type { Case } from '../../conformance/case.ts';
import { isErrorObject } from '../../conformance/errorObject.ts';

/** CHECK, GC and STATUS of the versions that a plugin lists, with all that they need not look at. */
export const commands: Case = {
  name: 'version/commands',
  title: 'every command of the versions it lists is there',
  judges: ['VER-08', 'ENV-01', 'ENV-09'],
  since: '0.4.0',
  async run(trial) {
    const { subject } = trial;
    const listed = subject.supports('1.1.0') ? ['CHECK', 'GC', 'STATUS'] : ['CHECK'];
    for (const command of listed) {
      const call = await trial.call(command, { valid: [] });
      const known = !(isErrorObject(call.json) && call.json.code === 4);
      for (const id of ['VER-08', 'ENV-01']) trial.judge(id, known, `${command} is a command`, call);
      if (command === 'CHECK') continue;
      const rubbish = { containerId: '%%', netns: 'dummy', ifName: 'x'.repeat(40), args: '=;' };
      const noisy = await trial.call(command, { ...rubbish, valid: [] });
      const empty = await trial.call(command, {
        containerId: '',
        netns: '',
        ifName: '',
        args: '',
        valid: [],
      });
      for (const other of [noisy, empty])
        trial.judge(
          'ENV-09',
          other.exitCode === call.exitCode,
          `${command} without heed of the container`,
          other,
        );
    }
  },
};
