import type { Snapshot } from '../../../lib/testing/snapshot.ts';
import type { Call } from '../../conformance/call.ts';
import type { Trial } from '../../conformance/trial.ts';
import type { Refusal } from './refusal.ts';

/** What the text says of a call that has failed: that DEL clears up after it. */
export const residue = 'ADD-11';

/** As many guilty rows are told; the others are mostly guilty of the same. */
const enough = 3;

/** Judges that a whole group of refused calls has changed nothing. Only if it has, the guilty ones are looked for singly. */
export async function judgeChanges(
  trial: Trial,
  before: Snapshot,
  rows: readonly Refusal[],
  again: (row: Refusal) => Promise<Call>,
): Promise<void> {
  const changed = await trial.since(before);
  if (changed.length === 0) {
    trial.judge(residue, true, 'nothing changed by refused calls', changed);
    return;
  }
  let found = 0;
  for (const row of rows) if (found < enough && (await isGuilty(trial, row, again))) found++;
  if (found > 0) return;
  // What is left over from the first time can hide what the second would do.
  const names = rows.map((row) => row.name).join('; ');
  trial.judge(residue, false, `nothing changed by refused calls (${names})`, changed);
}

/**
 * Repeats one call and judges what it leaves behind. What a plain DEL takes away again is only told: a runtime follows a failed ADD
 * with DEL, and the text does not say who cleans up first.
 */
async function isGuilty(
  trial: Trial,
  row: Refusal,
  again: (row: Refusal) => Promise<Call>,
): Promise<boolean> {
  const before = await trial.snapshot();
  const call = await again(row);
  const changed = await trial.since(before);
  if (changed.length === 0) return false;
  await trial.call('DEL');
  const left = await trial.since(before);
  const how = left.length === 0 ? 'observe' : 'judge';
  const seen = [`${call.command} with exit status ${call.exitCode}:`, ...(left.length ? left : changed)];
  trial[how](residue, false, `nothing changed by a refused call (${row.name})`, seen);
  return true;
}
