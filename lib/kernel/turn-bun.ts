import { closeSync, openSync } from '#files';
import { lock } from './libc-bun.ts';
import { turnstile } from './runner.ts';

/** Descriptors that hold the lock. */
const held = new Set<number>();

/** See `Runner`. Two works of this process wait for each other as those of two processes do. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T | undefined> {
  const fd = openSync(turnstile.path, 'r');
  try {
    for (const since = Date.now(); !lock(fd); await new Promise((resolve) => setTimeout(resolve, 1)))
      if (Date.now() > since + turnstile.seconds * 1000) return undefined;
    held.add(fd);
    return await work();
  } finally {
    held.delete(fd);
    closeSync(fd);
  }
}

/** What a program is to inherit, so that nobody else's turn begins while it runs, should this process be killed. */
export function turnHeld(): number[] {
  return [...held];
}
