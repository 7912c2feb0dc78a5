import type { Snapshot } from '../../../lib/testing/snapshot.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { addedSince } from './delCases.ts';

/** Moments of a call at which it is killed, as parts of the time that it takes undisturbed. */
const moments = [0.1, 0.25, 0.4, 0.55, 0.7, 0.85];

/** An undisturbed call is measured this often, since the first is slower than the others. */
const measurements = 3;

export const killCases: Case[] = [
  {
    name: 'kill/add',
    title: 'DEL leaves nothing of an ADD that was killed, at whatever moment',
    judges: ['DEL-09', 'ADD-14'],
    slow: true,
    chance: true,
    async run(trial) {
      const { add } = await undisturbed(trial);
      for (const moment of moments) {
        const before = await trial.snapshot();
        await trial.call('ADD', { killAfter: bound(add, moment) });
        await judgeCleared(trial, {
          before,
          when: `after ADD was killed at ${Math.round(moment * 100)} %`,
          prevResult: lastKnown(trial),
          judges: ['DEL-09', 'DEL-09'],
        });
      }
      const again = await trial.call('ADD');
      trial.judge('ADD-14', again.exitCode === 0, 'ADD works again', again);
    },
  },
  {
    name: 'kill/del',
    title: 'DEL leaves nothing when the one before it was killed, at whatever moment',
    judges: ['DEL-02', 'DEL-01'],
    slow: true,
    chance: true,
    async run(trial) {
      const { del } = await undisturbed(trial);
      for (const moment of moments) {
        const before = await trial.snapshot();
        const { result: prevResult } = await trial.add();
        await trial.call('DEL', { prevResult, killAfter: bound(del, moment) });
        await judgeCleared(trial, {
          before,
          when: `after DEL was killed at ${Math.round(moment * 100)} %`,
          prevResult,
          judges: ['DEL-02', 'DEL-01'],
        });
      }
    },
  },
];

interface After {
  /** The state before ADD. */
  before: Snapshot;
  /** "after ADD was killed …" */
  when: string;
  prevResult: unknown;
  /** What its success, and what its leaving nothing, is judged by. */
  judges: [success: string, residue: string];
}

async function judgeCleared(trial: Trial, { before, when, prevResult, judges }: After): Promise<void> {
  const del = await trial.call('DEL', { prevResult });
  trial.judge(judges[0], del.exitCode === 0, `DEL ${when} succeeds`, del);
  const left = await addedSince(trial, before);
  trial.judge(judges[1], left.length === 0, `DEL ${when} leaves nothing`, left);
}

/** A runtime whose ADD was cut short knows no result of it; in a chain it knows that of the plugin before. */
function lastKnown(trial: Trial): unknown {
  return trial.subject.profile.kind === 'chained' ? trial.preparedResult() : undefined;
}

/** Milliseconds that ADD and DEL take when nobody disturbs them: the shortest of a few. */
async function undisturbed(trial: Trial): Promise<{ add: number; del: number }> {
  const times = { add: [] as number[], del: [] as number[] };
  for (let i = 0; i < measurements; i++) {
    times.add.push((await trial.add()).call.ms);
    times.del.push((await trial.call('DEL')).ms);
  }
  return { add: Math.min(...times.add), del: Math.min(...times.del) };
}

function bound(ms: number, moment: number): number {
  return Math.max(1, Math.round(ms * moment));
}
