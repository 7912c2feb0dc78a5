import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import { mustBeSound, noticesOnly } from './notices.ts';

/** As many damages of a profile have a case each, on ground of its own. */
const most = 12;

/** CHECK that has to fail after what the profile says: state that the result does not list, such as rules and reservations. */
export const checkProfile: Case[] = Array.from({ length: most }, (_, at) => ({
  name: `check/damage-${at + 1}`,
  title: `CHECK noticesOnly damage ${at + 1} of the profile`,
  judges: ['CHK-03', 'CHK-04', 'CHK-05', 'CHK-08'],
  since: '0.4.0',
  unless: ({ profile }) =>
    profile.damages?.[at] === undefined
      ? 'the profile has no (more) "damages": what breaks an attachment, which CHECK has to notice'
      : undefined,
  async run(trial) {
    const damage = trial.subject.profile.damages?.[at];
    if (damage === undefined) throw new CannotJudge('no such damage');
    const { name, where, run, judges = 'CHK-04' } = damage;
    await trial.add();
    await mustBeSound(trial);
    await trial.sh(where === 'container' ? trial.container : trial.host, run.join('\n'));
    await noticesOnly(trial, { requirement: judges, what: name });
  },
}));
