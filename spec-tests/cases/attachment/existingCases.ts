import type { Snapshot } from '../../../lib/testing/snapshot.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';

/** Gives the container a link of the name that ADD is about to use, with an address, as somebody else would. */
const occupy =
  'ip link add $IFNAME type bridge; ip address add 198.19.0.1/24 dev $IFNAME; ip link set $IFNAME up';

export const existingCases: Case[] = [
  {
    name: 'add/name-taken',
    title:
      'ADD fails when the container has a link of that name, leaves it as it is, and DEL then leaves nothing',
    judges: ['ADD-04', 'ADD-11'],
    kinds: ['interface'],
    async run(trial) {
      const clean = await trial.snapshot();
      await trial.sh(trial.container, occupy);
      const before = await trial.snapshot();
      const add = await trial.call('ADD');
      trial.judge('ADD-04', add.exitCode !== null && add.exitCode !== 0, 'an error', add);
      const touched = (await trial.since(before)).filter((line) =>
        line.startsWith(`- ${trial.container.id} `),
      );
      trial.judge('ADD-04', touched.length === 0, 'the link that was there is as it was', touched);
      const del = await trial.call('DEL', { prevResult: undefined });
      trial.judge('ADD-11', del.exitCode === 0, 'DEL after it succeeds', del);
      // DEL is asked to delete the link of that name, so whether it is still there says nothing.
      await trial.try(trial.container, 'ip link delete $IFNAME');
      const left = await trial.since(clean);
      trial.judge('ADD-11', left.length === 0, 'nothing is left after DEL', left);
    },
  },
  {
    name: 'add/twice',
    title: 'a second ADD of the same attachment fails and does not harm the first',
    judges: ['ADD-04', 'ADD-05', 'DEL-09'],
    kinds: ['interface', 'ipam'],
    async run(trial) {
      const before = await trial.snapshot();
      const { result } = await trial.add();
      const attached = await trial.snapshot();
      const sound = await passesCheck(trial, result);
      const again = await trial.call('ADD');
      const failed = again.exitCode !== 0;
      if (trial.subject.profile.kind === 'interface') trial.judge('ADD-04', failed, 'an error', again);
      trial.observe('ADD-05', failed, 'an error', again);
      if (failed) await judgeUnharmed(trial, attached);
      if (failed && sound)
        trial.judge('ADD-05', await passesCheck(trial, result), 'CHECK of the first still succeeds', again);
      const del = await trial.call('DEL', { prevResult: result });
      trial.judge('DEL-09', del.exitCode === 0, 'one DEL after both succeeds', del);
      const left = await trial.since(before);
      trial.judge('DEL-09', left.length === 0, 'one DEL after both leaves nothing', left);
    },
  },
];

async function judgeUnharmed(trial: Trial, attached: Snapshot): Promise<void> {
  const lost = (await trial.since(attached)).filter((line) => line.startsWith('- '));
  trial.judge('ADD-05', lost.length === 0, 'what the first ADD made is still there', lost);
}

async function passesCheck(trial: Trial, prevResult: object): Promise<boolean> {
  if (!trial.subject.supports('0.4.0')) return false;
  return (await trial.call('CHECK', { prevResult })).exitCode === 0;
}
