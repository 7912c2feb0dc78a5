import type { Snapshot } from '../../../lib/testing/snapshot.ts';
import type { Trial } from '../../conformance/trial.ts';
import { goneOf } from '../lifecycle/appeared.ts';

/**
 * Judges what hostile calls have come to. What is new may be what an accepted configuration asks for, what has another line about the
 * same thing has only been changed; what was there at the very beginning and is gone was somebody else's.
 */
export async function judgeHarm(trial: Trial, pristine: Snapshot, before: Snapshot): Promise<void> {
  const changed = await trial.since(before);
  const lines = (sign: string) =>
    changed.filter((line) => line.startsWith(sign)).map((line) => line.slice(2));
  const gone = goneOf(lines('- '), lines('+ ')).filter((line) => pristine.includes(line));
  trial.judge('EXEC-17', gone.length === 0, 'nothing gone that was there before', gone);
  trial.observe('EXEC-16', lines('+ ').length === 0, 'nothing new after DEL', lines('+ ').slice(0, 20));
  const obeyed = await isThere(trial, '/run/pwned');
  trial.judge('EXEC-17', !obeyed, 'text of the caller is never run as a command', 'a file /run/pwned');
  const reached = await isThere(trial, '/run/reached');
  trial.observe('EXEC-17', !reached, 'no file is made where the caller points to', 'a file /run/reached');
}

async function isThere(trial: Trial, path: string): Promise<boolean> {
  return (await trial.try(trial.host, `test -e ${path}`)).exitCode === 0;
}
