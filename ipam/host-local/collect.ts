import { lstatSync } from 'node:fs';
import { hash64 } from '../../lib/net/hash.ts';
import type { Attachment } from '../../lib/skel/request.ts';
import { attemptAll, namesIn, removeIfThere } from './disk.ts';
import { ownerText, type Store } from './store.ts';

/** Milliseconds after which something half done was left by a crash: whoever makes it needs less than one. */
const crashedAfter = 60_000;

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
  return [...failures, ...attemptAll(namesIn(store.index.folder).map((name) => () => collectEntry(name)))];

  function collectAddress(address: string): void {
    const owner = store.holder(address);
    if (owner === undefined) return;
    const isStale = owner === '' ? isOld(store.path(address)) : !owners.has(owner);
    if (isStale) removeIfThere(store.path(address));
    (isStale ? freed : live).add(hash64(owner));
  }

  /** The index is named by hashes of owners; a draft's name is no such hash, so it is nobody's. */
  function collectEntry(name: string): void {
    const hash = name.slice(0, 16);
    const path = `${store.index.folder}/${name}`;
    if (!live.has(hash) && (freed.has(hash) || isOld(path))) removeIfThere(path);
  }
}

/** By the clock either way: after a boot with a wrong clock a file may seem to come from the future. */
function isOld(path: string): boolean {
  const file = lstatSync(path, { throwIfNoEntry: false });
  return file !== undefined && Math.abs(Date.now() - file.mtimeMs) > crashedAfter;
}
