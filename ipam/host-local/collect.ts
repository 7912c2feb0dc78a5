import { hash64 } from '../../lib/net/hash.ts';
import type { Attachment } from '../../lib/skel/request.ts';
import { attemptAll, isLeftBehind, namesIn, removeIfThere } from './disk.ts';
import { draftsName, ownerText, type Store } from './store.ts';

/**
 * Gives back every address of a network that belongs to no valid attachment, and clears away what crashes left: empty address
 * files of the reference, drafts and index entries of ours. A file that very old versions wrote (container ID alone) stays
 * while any attachment of that container is valid. Goes on after a failure; returns all, a line each.
 */
export function collect(store: Store, valid: Attachment[]): string[] {
  const owners = new Set(valid.flatMap((one) => [ownerText(one), one.containerId.trim()]));
  const live = new Set<string>();
  const freed = new Set<string>();
  const failures = attemptAll(store.taken().map((address) => () => collectAddress(address)));
  const entries = namesIn(store.index.folder).map((name) => () => collectEntry(name));
  return [...failures, ...attemptAll([...entries, () => store.drafts.removeStale()])];

  function collectAddress(address: string): void {
    const owner = store.holder(address);
    if (owner === undefined) return;
    const isStale = owner === '' ? isLeftBehind(store.path(address)) : !owners.has(owner);
    if (isStale) removeIfThere(store.path(address));
    (isStale ? freed : live).add(hash64(owner));
  }

  /** The index is named by hashes of owners, and holds the folder of drafts. What has another name is nobody's. */
  function collectEntry(name: string): void {
    if (name === draftsName) return;
    const hash = name.slice(0, 16);
    const path = `${store.index.folder}/${name}`;
    if (!live.has(hash) && (freed.has(hash) || isLeftBehind(path))) removeIfThere(path);
  }
}
