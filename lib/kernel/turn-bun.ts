import { closeSync, openSync } from '#files';
import { lock } from './libc-bun.ts';
import { turnstile } from './runner.ts';

/** Milliseconds between two tries: who waits long must not slow those it waits for. */
const longestPause = 16;
const O_RDWR_CREAT = 0o102;
/** Descriptors that hold the lock. */
const held = new Set<number>();

/** See `Runner`. Two works of this process wait for each other as those of two processes do. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T | undefined> {
  const fd = openTurnstile();
  try {
    const until = Date.now() + turnstile.seconds * 1000;
    for (let pause = 1; !lock(fd); pause = Math.min(longestPause, 2 * pause)) {
      if (Date.now() > until) return undefined;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    held.add(fd);
    return await work();
  } finally {
    held.delete(fd);
    closeSync(fd);
  }
}

function openTurnstile(): number {
  try {
    return openSync(turnstile.file, O_RDWR_CREAT, 0o600);
  } catch {
    return openSync(turnstile.otherwise, 'r'); // /run may not be written to here
  }
}

/** What a program is to inherit, so that nobody else's turn begins while it runs, should this process be killed. */
export function turnHeld(): number[] {
  return [...held];
}
