import { bind } from './bind-bun.ts';
import { lockSync as lockByProgram } from './fileLock.ts';
import { EAGAIN, ENOSYS, outcome } from './libcFiles-bun.ts';

/** Constants of the kernel, the same on every architecture that the runtime is made for. */
const LOCK_EX = 2;
const LOCK_NB = 4;
/** Milliseconds between two tries: who waits long must not slow those it waits for. */
const longestPause = 16;

interface LibcLock {
  flock(fd: number, operation: number): number;
}

let bound: LibcLock | undefined;

function libc(): LibcLock {
  bound ??= bind<LibcLock>({ flock: { args: ['i32', 'i32'], returns: 'i32' } });
  return bound as LibcLock; // asked for only by `outcome`, where C can be called
}

/** See `fileLock.ts`. */
export function lockSync(fd: number, seconds: number): boolean {
  const until = Date.now() + seconds * 1000;
  for (let pause = 1; ; pause = Math.min(longestPause, 2 * pause)) {
    const done = outcome(() => libc().flock(fd, LOCK_EX | LOCK_NB));
    if (done === -ENOSYS) return lockByProgram(fd, seconds);
    if (done !== -EAGAIN) return true;
    if (Date.now() > until) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  }
}
