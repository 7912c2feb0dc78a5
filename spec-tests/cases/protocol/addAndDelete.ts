import type { Call, CallChange } from '../../conformance/call.ts';
import type { Trial } from '../../conformance/trial.ts';

/** ADD, and if it works DEL of the same, so that the next call finds the ground as this one did. Gives what ADD came to. */
export async function addAndDelete(trial: Trial, change: CallChange): Promise<Call> {
  const call = await trial.call('ADD', change);
  if (call.exitCode === 0) await deleteAgain(trial, change);
  return call;
}

/** DEL of what ADD with the same change has made; the prevResult is the one that ADD gave. */
export async function deleteAgain(trial: Trial, change: CallChange): Promise<Call> {
  const { prevResult: _, ...same } = change;
  return trial.call('DEL', same);
}
