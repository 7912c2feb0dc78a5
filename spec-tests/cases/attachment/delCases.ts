import type { Snapshot } from '../../../lib/testing/snapshot.ts';
import type { CallChange } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { type Situation, situations } from './delSituations.ts';

/** DEL in every situation that it may find: it succeeds, and of what ADD made nothing is left. */
export const delCases: Case[] = [
  {
    name: 'del/again',
    title: 'DEL succeeds again and again, without any ADD too, and then changes nothing',
    judges: ['DEL-02'],
    async run(trial) {
      const before = await trial.snapshot();
      await judgeDel(trial, 'DEL-02', {}, 'without any ADD');
      const touched = await trial.since(before);
      // The sentence asks for success alone; that nothing changes weighs what leftovers do.
      trial.judge('DEL-02', touched.length === 0, 'DEL without any ADD changes nothing', touched, 'should');
      const { result: prevResult } = await trial.add();
      await judgeDel(trial, 'DEL-02', { prevResult }, 'after ADD');
      const clean = await trial.snapshot();
      for (const time of ['second', 'third'])
        await judgeDel(trial, 'DEL-02', { prevResult }, `the ${time} time`);
      const changed = await trial.since(clean);
      trial.judge('DEL-02', changed.length === 0, 'DEL after DEL changes nothing', changed, 'should');
    },
  },
  ...situations.map(caseOf),
];

function caseOf(situation: Situation): Case {
  const { name, title, judges, kinds } = situation;
  return {
    name: `del/${name}`,
    title: `DEL succeeds ${title}, and of what ADD made nothing is left`,
    judges: [judges, situation.residue ?? judges],
    ...(kinds ? { kinds } : {}),
    run: (trial) => runSituation(trial, situation),
  };
}

async function runSituation(trial: Trial, situation: Situation): Promise<void> {
  const { title, judges, residue = judges, make, alsoLeft, isToldOnly } = situation;
  const { container } = trial;
  const before = await trial.snapshot();
  const { result } = await trial.add();
  const change = await make(trial, result);
  await judgeDel(trial, judges, { prevResult: result, ...change }, title);
  const isGone = !(await trial.snapshot()).some((line) => line.startsWith(`${container.id} `));
  const left = await addedSince(trial, isGone ? withoutContainer(before, container.id) : before);
  const found = left.filter((line) => !alsoLeft?.test(line));
  const level = isToldOnly ? 'may' : 'should';
  trial.judge(residue, found.length === 0, `nothing is left after DEL ${title}`, found, level);
}

/** What has been taken away to make the situation is no finding; what is there and was not before is. */
export async function addedSince(trial: Trial, before: Snapshot): Promise<string[]> {
  return (await trial.since(before)).filter((line) => line.startsWith('+ '));
}

function withoutContainer(lines: Snapshot, id: string): Snapshot {
  return lines.filter(
    (line) => !line.startsWith(`${id} `) && !line.startsWith(`host file /run/netns/${id} `),
  );
}

async function judgeDel(trial: Trial, requirement: string, change: CallChange, when: string): Promise<void> {
  const del = await trial.call('DEL', change);
  trial.judge(requirement, del.exitCode === 0, `exit status 0 for DEL ${when}`, del);
}
