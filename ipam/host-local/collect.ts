import { hash64 } from '../../lib/net/hash.ts';
import type { Attachment } from '../../lib/skel/request.ts';
import { attemptAll, isLeftBehind, namesIn, removeIfThere } from './disk.ts';
import { giveBackOneByOne } from './giveBack.ts';
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
  const stale = new Map<string, string>();
  const unread = attemptAll(store.taken().map((address) => () => judge(address)));
  const failures = giveBackOneByOne(store, [...stale.keys()], isStale);
  for (const [address, holder] of stale) (isKept(address, holder) ? live : freed).add(hash64(holder));
  const entries = namesIn(store.index.folder).map((name) => () => collectEntry(name));
  return [...unread, ...failures, ...attemptAll([...entries, () => store.drafts.removeStale()])];

  function judge(address: string): void {
    const holder = store.holder(address);
    if (holder === undefined) return;
    if (isStale(holder, address)) stale.set(address, holder);
    else live.add(hash64(holder));
  }

  /** The index must not forget what could not be given back. */
  function isKept(address: string, holder: string): boolean {
    return failures.length > 0 && store.holder(address) === holder;
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
