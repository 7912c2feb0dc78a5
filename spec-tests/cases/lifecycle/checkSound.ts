import { atLeast } from '../../../lib/spec/version.ts';
import { difference } from '../../../lib/testing/difference.ts';
import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';

/** CHECK that has to succeed. */
export const checkSound: Case[] = [
  {
    name: 'check/after-add',
    title: 'CHECK succeeds right after ADD in every version that has it, prints nothing and changes nothing',
    judges: ['CHK-06', 'CHK-08', 'CHK-09'],
    since: '0.4.0',
    async run(trial) {
      const versions = trial.subject.versions.filter((one) => atLeast(one, '0.4.0'));
      for (const [n, version] of versions.entries()) {
        const change = { version, container: await freshContainer(trial, n) };
        await trial.add(change);
        const before = await trial.snapshot();
        const check = await trial.call('CHECK', change);
        trial.judge('CHK-06', check.exitCode === 0, `exit status 0 (${version})`, check);
        trial.observe('CHK-09', check.stdout.trim() === '', 'nothing on standard output', check);
        const changed = difference(before, await trial.snapshot());
        trial.judge('CHK-08', changed.length === 0, 'nothing changed by CHECK', changed);
        await trial.call('DEL', change);
      }
    },
  },
  {
    name: 'check/again-and-again',
    title: 'CHECK succeeds right after ADD, twenty times',
    judges: ['CHK-06'],
    since: '0.4.0',
    slow: true,
    async run(trial) {
      for (let round = 1; round <= 20; round++) {
        const change = { container: await sameContainer(trial, round - 1) };
        await trial.add(change);
        const check = await trial.call('CHECK', change);
        trial.judge('CHK-06', check.exitCode === 0, 'exit status 0, every time', check);
        if (check.exitCode !== 0) return;
        await trial.call('DEL', change);
      }
    },
  },
];

/** The first container, unless the plugin's DEL leaves what goes with the interface: making one takes longer than a call. */
function sameContainer(trial: Trial, n: number): Promise<Container> | Container {
  return trial.subject.profile.kind === 'chained' ? freshContainer(trial, n) : trial.container;
}

/** The trial's first container, then others: a chained plugin's DEL may leave what goes with the interface. */
async function freshContainer(trial: Trial, n: number): Promise<Container> {
  return n === 0 ? trial.container : trial.another();
}
