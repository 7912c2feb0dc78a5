import { hash64 } from '../../lib/net/hash.ts';
import type { Attachment } from '../../lib/skel/request.ts';
import { attemptAll, isLeftBehind, namesIn, removeIfThere } from './disk.ts';
import { giveBack } from './giveBack.ts';
import { draftsName, ownerText, type Store } from './store.ts';

/**
 * Gives back every address of a network that belongs to no valid attachment, and clears away what crashes left: empty address
 * files of the reference, drafts and index entries of ours. A file without interface name stays: somebody wrote it by hand to
 * keep the address free, or a very old version, which wrote the container ID alone; nothing tells which. Goes on after a
 * failure; returns all, a line each.
 */
export function collect(store: Store, valid: Attachment[]): string[] {
  const owners = new Set(valid.map(ownerText));
  const live = new Set<string>();
  const freed = new Set<string>();
  const stale: string[] = [];
  const unread = attemptAll(store.taken().map((address) => () => judge(address)));
  // One by one, so that a DEL meanwhile waits for one address, not for all.
  const failures = stale.flatMap((address) => giveBack(store, [address], isStale));
  const entries = namesIn(store.index.folder).map((name) => () => collectEntry(name));
  return [...unread, ...failures, ...attemptAll([...entries, () => store.drafts.removeStale()])];

  function judge(address: string): void {
    const holder = store.holder(address);
    if (holder === undefined) return;
    const isFreed = isStale(holder, address);
    if (isFreed) stale.push(address);
    (isFreed ? freed : live).add(hash64(holder));
  }

  function isStale(holder: string, address: string): boolean {
    if (holder === '') return isLeftBehind(store.path(address));
    return holder.includes('\r\n') && !owners.has(holder);
  }

  /** The index is named by hashes of owners, and holds the folder of drafts. What has another name is nobody's. */
  function collectEntry(name: string): void {
    if (name === draftsName) return;
    const hash = name.slice(0, 16);
    const path = `${store.index.folder}/${name}`;
    if (!live.has(hash) && (freed.has(hash) || isLeftBehind(path))) removeIfThere(path);
  }
}
