import { lstatSync, readlinkSync, symlinkSync } from '#files';
import { hash64 } from '../../lib/net/hash.ts';
import { namesIn, removeIfThere, unless } from './disk.ts';

/** Slots looked at beyond the last one in use: several calls for one owner at once may leave gaps for each other. */
const reach = 4;

/**
 * From an owner to its addresses without reading all files: a folder of symbolic links, named by the hash of what the
 * owner's address files hold and a number counted up ("af63dc4c8601ec8c.0", ".1"), each with one address as its text.
 * Making, reading and removing one is one call of the system each, whatever the number of others.
 *
 * An entry is a hint, never the truth: it is made before the address is taken and removed after it is given back, so
 * after a crash there may be one too many. Who asks looks into the address file.
 */
export class OwnerIndex {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** What is noted for an owner, or for another one of the same hash. Judge it before using it: anybody could write there. */
  addresses(owner: string): string[] {
    return this.#entries(hash64(owner)).map(([, address]) => address);
  }

  /** Notes an address in the first free slot. Returns the entry's name. */
  note(owner: string, address: string): string {
    return this.#note(hash64(owner), address);
  }

  /** Notes what is not noted yet, of many: the names of all entries are read once, instead of looking for those of each owner. */
  noteMissing(reservations: Iterable<[owner: string, address: string]>): void {
    const names = new Set(namesIn(this.folder));
    for (const [owner, address] of reservations) {
      const hash = hash64(owner);
      const entries = this.#entries(hash, (name) => names.has(name));
      if (!entries.some(([, noted]) => noted === address)) this.#note(hash, address);
    }
  }

  /** Takes back an owner's stale entries. */
  forget(owner: string, isStale: (address: string) => boolean): void {
    for (const [name, address] of this.#entries(hash64(owner))) if (isStale(address)) this.remove(name);
  }

  remove(name: string): void {
    removeIfThere(`${this.folder}/${name}`);
  }

  #note(hash: string, address: string): string {
    for (let slot = 0; ; slot++) {
      const name = `${hash}.${slot}`;
      if (unless(['EEXIST'], () => symlinkSync(address, `${this.folder}/${name}`) ?? true)) return name;
    }
  }

  #entries(hash: string, mayBe = (_name: string) => true): [name: string, address: string][] {
    const found: [string, string][] = [];
    for (let slot = 0, end = reach; slot < end; slot++) {
      const name = `${hash}.${slot}`;
      const address = mayBe(name) ? this.#read(`${this.folder}/${name}`) : undefined;
      if (address === undefined) continue;
      found.push([name, address]);
      end = slot + 1 + reach;
    }
    return found;
  }

  /** Asked first whether it is there: an exception costs ten times as much, and most are not. */
  #read(path: string): string | undefined {
    if (!lstatSync(path, { throwIfNoEntry: false })) return undefined;
    return unless(['ENOENT', 'EINVAL'], () => readlinkSync(path));
  }
}
