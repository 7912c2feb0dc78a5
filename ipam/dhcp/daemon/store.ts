import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { replaceFile } from '../../../lib/libcni/replaceFile.ts';
import { isObject } from '../../../lib/spec/json.ts';
import { leaseFile, orderFile } from '../folder.ts';
import { readNamed } from '../order.ts';
import type { Named } from '../protocol.ts';
import type { Kept } from './kept.ts';

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

  /** Everything that was kept. Files that cannot be read are left where they are, and told. */
  all(log: (line: string) => void): Kept[] {
    return this.#files('.json').flatMap((path) => {
      const kept = readKept(path);
      if (kept === undefined) log(`${path} is no lease of ours, it is left alone`);
      return kept ?? [];
    });
  }

  /** Whose leases are to be given up. */
  orders(): Named[] {
    return this.#files('.release').flatMap((path) => readNamed(path) ?? []);
  }

  #files(ending: string): string[] {
    const names = readdirSync(this.#folder).filter((name) => name.endsWith(ending) && !name.startsWith('.'));
    return names.map((name) => `${this.#folder}/${name}`);
  }
}

/** A file is written as a whole, so what has the right keys was written by us. */
function readKept(path: string): Kept | undefined {
  if (readNamed(path) === undefined) return undefined;
  const kept = JSON.parse(readFileSync(path, 'utf8')) as Partial<Kept>;
  const isWhole = isObject(kept.ground) && isObject(kept.wishes) && Array.isArray(kept.leases);
  return isWhole && typeof kept.mac === 'string' ? (kept as Kept) : undefined;
}
