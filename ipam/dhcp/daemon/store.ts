import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { lockSync } from '#files';
import { replaceFile } from '../../../lib/libcni/replaceFile.ts';
import { leaseFile, orderFile } from '../folder.ts';
import { readNamed } from '../order.ts';
import type { Named } from '../protocol.ts';
import { isKept, type Kept } from './kept.ts';

/** How long another daemon is waited for that is about to end; seconds. */
const patience = 3;
/** From when on half a file is nobody's any more, since whoever wrote it was killed; ms. */
const abandoned = 60_000;

/** Files that outlast the daemon: one for each attachment, put in place as a whole. */
export class Store {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws what node:fs throws. */
  prepare(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /**
   * Keeps other daemons away from these leases for as long as this process lives: two would both renew them. False if
   * there is another one. Throws what node:fs throws.
   */
  claim(): boolean {
    if (!lockSync(openSync(this.#folder, 'r'), patience)) return false;
    const isHalf = (name: string) => name.startsWith('.') && name.endsWith('.tmp');
    for (const name of readdirSync(this.#folder).filter(isHalf)) this.#sweep(`${this.#folder}/${name}`);
    return true;
  }

  keep(kept: Kept): void {
    replaceFile(leaseFile(this.#folder, kept), `${JSON.stringify(kept)}\n`, 0o600);
  }

  /** The lease and an order to release it, if there is one. */
  forget(named: Named): void {
    rmSync(leaseFile(this.#folder, named), { force: true });
    rmSync(orderFile(this.#folder, named), { force: true });
  }

  /** Everything that was kept. Files that hold something else, or under another name, are left where they are, and told. */
  all(log: (line: string) => void): Kept[] {
    return this.#read('.json', leaseFile, readKept, log);
  }

  isOrdered(named: Named): boolean {
    return existsSync(orderFile(this.#folder, named));
  }

  /** Whose leases are to be given up. */
  orders(log: (line: string) => void): Named[] {
    return this.#read('.release', orderFile, readNamed, log);
  }

  /** A plugin may be writing an order at this moment. */
  #sweep(path: string): void {
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - written > abandoned) rmSync(path, { force: true });
  }

  /** Under another name a file would be taken up at every start: it is forgotten under its own. */
  #read<T extends Named>(
    ending: string,
    fileOf: (folder: string, named: Named) => string,
    read: (path: string) => T | undefined,
    log: (line: string) => void,
  ): T[] {
    const names = readdirSync(this.#folder).filter((name) => name.endsWith(ending) && !name.startsWith('.'));
    return names.flatMap((name) => {
      const path = `${this.#folder}/${name}`;
      const found = read(path);
      if (found && path === fileOf(this.#folder, found)) return found;
      log(`${path} is none of ours, it is left alone`);
      return [];
    });
  }
}

function readKept(path: string): Kept | undefined {
  if (readNamed(path) === undefined) return undefined;
  const kept: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return isKept(kept) ? kept : undefined;
}
