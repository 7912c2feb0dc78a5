import { closeSync, lockSync, openSync } from '#files';
import { attemptAll, removeIfThere, unless } from './disk.ts';
import type { Store } from './store.ts';

/** Seconds to wait for others, each of whom needs less than a millisecond. */
const patience = 5;

/**
 * Gives back those addresses that still have a holder who is meant, though it was judged before: another call may have given one
 * back since, and a third have taken it. Returns what failed, a line each.
 */
export function giveBack(store: Store, addresses: string[], isMeant: IsMeant): string[] {
  return addresses.length === 0 ? [] : attemptAlone(store.folder, worksFor(store, addresses, isMeant));
}

/**
 * The same with the lock taken anew for each, so that others meanwhile wait for one address, not for all. Ends where it does
 * not get the lock: for each of the rest it would wait as long.
 */
export function giveBackOneByOne(store: Store, addresses: string[], isMeant: IsMeant): string[] {
  const failures: string[] = [];
  const alone = (work: () => void) => withLock(store.folder, () => failures.push(...attemptAll([work])));
  const whole = () => worksFor(store, addresses, isMeant).forEach(alone);
  return [...attemptAll([whole]), ...failures];
}

type IsMeant = (holder: string, address: string) => boolean;

function worksFor(store: Store, addresses: string[], isMeant: IsMeant): (() => void)[] {
  return addresses.map((address) => () => {
    const holder = store.holder(address);
    if (holder !== undefined && isMeant(holder, address)) removeIfThere(store.path(address));
  });
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
