import { programPath } from './programPath.ts';
import { type Runner, turnstile } from './runner.ts';

/** A `Runner.inTurn` over a program that is talked to: `flock` holds the lock for as long as it is listened to. */
export function inTurnBy(converse: Runner['converse']): Runner['inTurn'] {
  return async (work) => {
    if (programPath('flock') === undefined) return work(); // then nobody waits
    const { file, otherwise, seconds } = turnstile;
    const choose = `umask 077; lock=${otherwise}; { true >>${file}; } 2>/dev/null && lock=${file}`;
    const script = `${choose}; exec flock -w ${seconds} $lock sh -c 'echo held; exec cat'`;
    const talk = converse({ file: 'sh', args: ['-c', script] });
    try {
      await talk.until((stdout) => stdout !== '', (seconds + 1) * 1000);
    } catch {
      await talk.end();
      return undefined;
    }
    return work().finally(() => talk.end());
  };
}
