import { programPath } from './programPath.ts';
import { type Runner, turnstile } from './runner.ts';

/** A `Runner.inTurn` over a program that is talked to: `flock` holds the lock for as long as it is listened to. */
export function inTurnBy(converse: Runner['converse']): Runner['inTurn'] {
  return async (work) => {
    if (programPath('flock') === undefined) return work(); // then nobody waits
    const { path: held, seconds } = turnstile;
    const args = ['-w', `${seconds}`, held, 'sh', '-c', 'echo held; exec cat'];
    const talk = converse({ file: 'flock', args });
    try {
      await talk.until((stdout) => stdout !== '', (seconds + 1) * 1000);
    } catch {
      await talk.end();
      return undefined;
    }
    return work().finally(() => talk.end());
  };
}
