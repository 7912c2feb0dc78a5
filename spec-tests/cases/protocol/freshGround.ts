import type { Call, CallChange } from '../../conformance/call.ts';
import { openTrial } from '../../conformance/openTrial.ts';
import type { Trial } from '../../conformance/trial.ts';

/**
 * ADD on ground where nothing has been done before. For cases that call ADD again and again: that one fails may be due to what an
 * earlier DEL has left, which is another requirement's to judge. `prepare`: lines of shell on the host.
 */
export async function addOnFreshGround(
  trial: Trial,
  change: CallChange | ((trial: Trial) => CallChange),
  prepare?: string,
): Promise<Call> {
  await using fresh = await openTrial(trial.subject, { name: 'fresh-ground' });
  if (prepare) await fresh.trial.sh(fresh.trial.host, prepare);
  // Awaited here: the ground goes with the end of this function.
  return await fresh.trial.call('ADD', typeof change === 'function' ? change(fresh.trial) : change);
}
