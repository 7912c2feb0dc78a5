import { type Snapshot, snapshot } from '../../../lib/testing/snapshot.ts';
import type { CallChange } from '../../conformance/call.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Trial } from '../../conformance/trial.ts';
import { appeared, goneOf, stillThere } from './appeared.ts';

/** An attachment with the lines of the host that it has made. */
export interface Made {
  change: CallChange;
  /** Lines of a snapshot. */
  lines: string[];
}

/** ADD, and what it made on the host that was not there before. The very first also makes what all share. */
export async function made(trial: Trial, change: CallChange = {}): Promise<Made> {
  const before = await hostOf(trial);
  await trial.add(change);
  return { change, lines: appeared(before, await hostOf(trial)) };
}

/** The state of the host alone: what GC is about, and faster than with the containers. */
export function hostOf(trial: Trial): Promise<Snapshot> {
  return snapshot(trial.host);
}

/** Ends the case where an attachment leaves nothing on the host: then there is nothing for GC to do. */
export function demandTraces(stale: Made): void {
  if (stale.lines.length === 0)
    throw new CannotJudge('an attachment leaves nothing on the host that GC could collect');
}

/** GC has to remove what belongs to no valid attachment. `others`: attachments that are to stay. */
export function judgeCollected(trial: Trial, stale: Made, now: Snapshot, others: Made[] = []): void {
  const found = [...stillThere(stale.lines, now), ...traced(trial, stale.change, now)];
  const kept = new Set(others.flatMap((one) => one.lines));
  const left = [...new Set(found)].filter((line) => !kept.has(line));
  trial.judge('GC-02', left.length === 0, 'nothing on the host is left of the stale attachment', left);
}

/** GC must not touch what is valid: its lines are there, and CHECK is content. */
export async function judgeKept(trial: Trial, kept: Made, now: Snapshot): Promise<void> {
  const gone = goneOf(kept.lines, now);
  trial.judge('GC-03', gone.length === 0, 'everything is left of the valid attachment', gone);
  const check = await trial.call('CHECK', kept.change);
  trial.judge('GC-03', check.exitCode === 0, 'CHECK of the valid attachment succeeds', check);
}

/** Lines of the host that the profile says exist because of an attachment. A MAC may well have "c2" in it. */
function traced(trial: Trial, { container, ifName }: CallChange, now: Snapshot): string[] {
  const id = (container ?? trial.container).id;
  const patterns = (trial.subject.profile.traces ?? []).map(
    (pattern) => new RegExp(pattern.replaceAll('{id}', id).replaceAll('{ifname}', ifName ?? trial.ifName)),
  );
  const bare = (line: string) => line.replace(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'MAC');
  return now.filter((line) => line.startsWith('host ') && patterns.some((one) => one.test(bare(line))));
}
