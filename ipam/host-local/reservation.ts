import { linkSync } from '#files';
import type { Attachment } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { attemptAll, removeIfThere, unless, writeNew } from './disk.ts';
import { ownerText, type Store } from './store.ts';

/**
 * Reserves for one attachment what `work` takes: all of it, or nothing when it throws. Throws CniError (102) when the
 * attachment has an address already, which is left as it is.
 */
export function reserve<T>(store: Store, attachment: Attachment, work: (taking: Taking) => T): T {
  store.prepare();
  refuseSecond(attachment, store.indexedFor(attachment));
  const taking = new Taking(store, attachment);
  try {
    writeNew(taking.draft, ownerText(attachment));
    const result = work(taking);
    taking.confirm();
    return result;
  } catch (error) {
    taking.undo();
    throw error;
  } finally {
    attemptAll([() => removeIfThere(taking.draft)]);
  }
}

/** The addresses one call has taken so far. */
export class Taking {
  /** Complete before it gets an address as its name, so nobody ever sees half a reservation. */
  readonly draft: string;
  readonly #store: Store;
  readonly #attachment: Attachment;
  readonly #addresses: string[] = [];
  readonly #entries: string[] = [];

  constructor(store: Store, attachment: Attachment) {
    this.#store = store;
    this.#attachment = attachment;
    this.draft = store.drafts.pathFor(ownerText(attachment));
  }

  /** Takes an address, and makes it the one given last from its range set. False if it is somebody else's. */
  take(address: string, set: number): boolean {
    this.#entries.push(this.#store.index.note(ownerText(this.#attachment), address));
    const isTaken = unless(['EEXIST'], () => linkSync(this.draft, this.#store.path(address)) ?? true);
    if (!isTaken) {
      this.#store.index.remove(this.#entries.pop() ?? '');
      return false;
    }
    this.#addresses.push(address);
    this.#store.last.write(set, address, `${this.draft}.last`);
    return true;
  }

  /**
   * Two calls for one attachment at the same time cannot both pass: each notes before it takes and looks here after it
   * has taken, so the later one to look sees the other.
   */
  confirm(): void {
    const noted = this.#store.index.addresses(ownerText(this.#attachment));
    const others = noted.filter((address) => !this.#addresses.includes(address));
    refuseSecond(this.#attachment, this.#store.ownedAmong(others, this.#attachment));
  }

  /** Gives back what this call has taken, and nothing else. What cannot be given back now, DEL finds by the index. */
  undo(): void {
    const addresses = this.#addresses.map((address) => () => removeIfThere(this.#store.path(address)));
    const entries = this.#entries.map((entry) => () => this.#store.index.remove(entry));
    if (attemptAll(addresses).length === 0) attemptAll(entries);
    attemptAll([() => removeIfThere(`${this.draft}.last`)]);
  }
}

function refuseSecond({ containerId, ifName }: Attachment, addresses: string[]): void {
  if (addresses.length === 0) return;
  const owned = addresses.map((address) => `"${address}"`).join(', ');
  const state = `it has ${owned} already, duplicate allocation is not allowed (DEL gives it back)`;
  throw new CniError(
    Code.addressUnavailable,
    `Cannot reserve an address for "${containerId}" "${ifName}": ${state}`,
  );
}
