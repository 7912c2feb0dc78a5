import { difference } from '../../../lib/testing/difference.ts';
import { type Call, type CallChange, told } from '../../conformance/call.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Level } from '../../conformance/requirement.ts';
import type { Trial } from '../../conformance/trial.ts';

/** True if the plugin itself said no: neither a signal nor our own patience ended it. */
export function refused(call: Call): boolean {
  return call.exitCode !== null && call.exitCode !== 0 && !call.timedOut;
}

/** CHECK has to be content before anything is damaged: one that always fails notices nothing. */
export async function mustBeSound(trial: Trial, change: CallChange = {}): Promise<void> {
  const check = await trial.call('CHECK', change);
  if (check.exitCode !== 0) throw new CannotJudge(`CHECK fails right after ADD: ${told(check)}`);
}

/** What a call of CHECK with something wrong is judged by. */
export interface Wrong {
  requirement: string;
  /** "eth0 is gone": completes "an error, since …". */
  what: string;
  change?: CallChange;
  level?: Level;
}

/**
 * CHECK has to say no to what is wrong. CHK-05 asks that only of a plugin that "is aware of" it, and which is aware of what nobody
 * can see from outside: told only.
 */
export async function notices(trial: Trial, { requirement, what, change = {}, level }: Wrong): Promise<void> {
  const check = await trial.call('CHECK', change);
  if (requirement === 'CHK-05')
    return trial.observe(requirement, refused(check), `an error, since ${what}`, check);
  trial.judge(requirement, refused(check), `an error, since ${what}`, check, level);
}

/** The same, where a plugin might be tempted to put it right: CHECK changes nothing. */
export async function noticesOnly(trial: Trial, wrong: Wrong): Promise<void> {
  const before = await trial.snapshot();
  await notices(trial, wrong);
  const changed = difference(before, await trial.snapshot());
  trial.judge('CHK-08', changed.length === 0, 'nothing changed by a CHECK that fails', changed);
}
