import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { replaceFile } from '../../../lib/libcni/replaceFile.ts';
import { leaseFile, orderFile } from '../folder.ts';
import { readNamed } from '../order.ts';
import type { Named } from '../protocol.ts';
import { isKept, type Kept } from './kept.ts';

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

  /** Whose leases are to be given up. */
  orders(log: (line: string) => void): Named[] {
    return this.#read('.release', orderFile, readNamed, log);
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
