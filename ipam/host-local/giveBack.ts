import { closeSync, lockSync, openSync } from '#files';
import { attemptAll, removeIfThere, unless } from './disk.ts';
import type { Store } from './store.ts';

/** Seconds to wait for others, each of whom needs less than a millisecond. */
const patience = 5;

/**
 * Gives back those addresses that still have a holder who is meant, though it was judged before: another call may have given one
 * back since, and a third have taken it. Returns what failed, a line each.
 */
export function giveBack(
  store: Store,
  addresses: string[],
  isMeant: (holder: string, address: string) => boolean,
): string[] {
  if (addresses.length === 0) return [];
  const works = addresses.map((address) => () => {
    const holder = store.holder(address);
    if (holder !== undefined && isMeant(holder, address)) removeIfThere(store.path(address));
  });
  return attemptAlone(store.folder, works);
}

/**
 * Does all of it while no other call of ours does the like in the same folder: an address file is written once, so what is read there
 * is still so when it is removed. The lock is on the folder itself: it makes no file, and the kernel ends it with the process.
 * Returns what failed, a line each; one line, and nothing done, if somebody else keeps the folder.
 */
export function attemptAlone(folder: string, works: (() => void)[]): string[] {
  const failures: string[] = [];
  const whole = () => withLock(folder, () => failures.push(...attemptAll(works)));
  return [...attemptAll([whole]), ...failures];
}

function withLock(folder: string, work: () => void): void {
  const fd = unless(['ENOENT', 'ENOTDIR'], () => openSync(folder, 'r'));
  if (fd === undefined) return; // then there is nothing in it
  try {
    if (!lockSync(fd, patience))
      throw new Error(`"${folder}" is locked by another process for ${patience} s, try again`);
    work();
  } finally {
    closeSync(fd);
  }
}
