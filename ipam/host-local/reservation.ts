import { closeSync, existsSync, fstatSync, linkSync, lstatSync } from '#files';
import type { Attachment } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { attemptAll, openNew, removeIfThere, unless } from './disk.ts';
import { attemptAlone } from './giveBack.ts';
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
    taking.begin();
    const result = work(taking);
    taking.confirm();
    return result;
  } catch (error) {
    taking.undo();
    throw error;
  } finally {
    taking.end();
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
  /** The draft, kept open: as long as it is, no other file has its inode number. */
  #file: number | undefined;

  constructor(store: Store, attachment: Attachment) {
    this.#store = store;
    this.#attachment = attachment;
    this.draft = store.drafts.pathFor(ownerText(attachment));
  }

  begin(): void {
    this.#file = openNew(this.draft, ownerText(this.#attachment));
  }

  /** Takes an address, and makes it the one given last from its range set. False if it is somebody else's. */
  take(address: string, set: number): boolean {
    const entry = this.#store.index.note(ownerText(this.#attachment), address);
    let isTaken = false;
    try {
      isTaken = unless(['EEXIST'], () => linkSync(this.draft, this.#store.path(address)) ?? true) ?? false;
    } finally {
      if (!isTaken) this.#takeBackNote(address);
    }
    if (!isTaken) return false;
    this.#entries.push(entry);
    this.#addresses.push(address);
    this.#store.last.write(set, address, `${this.draft}.last`);
    return true;
  }

  /** Not by the entry's name: a DEL may have removed the entry, and a later ADD of the attachment have one of that name. */
  #takeBackNote(address: string): void {
    const owner = ownerText(this.#attachment);
    this.#store.index.forget(owner, (noted) => noted === address && this.#store.holder(noted) !== owner);
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
    if (this.#entries.length > 0) attemptAlone(this.#store.folder, [() => this.#giveBack()]);
    attemptAll([() => removeIfThere(`${this.draft}.last`)]);
  }

  end(): void {
    attemptAll([() => removeIfThere(this.draft)]);
    if (this.#file !== undefined) closeSync(this.#file);
  }

  /**
   * An address is this call's as long as it is a second name of the draft, by whatever name that goes: the same text may be in the
   * file of a later ADD. So may the name of an entry be a later ADD's, once a DEL has come and removed ours and the draft.
   */
  #giveBack(): void {
    const draft = fstatSync(this.#file ?? -1);
    const own = this.#addresses
      .map((address) => this.#store.path(address))
      .filter((path) => {
        const there = lstatSync(path, { throwIfNoEntry: false });
        return there?.ino === draft.ino && there.dev === draft.dev;
      });
    const failures = attemptAll(own.map((path) => () => removeIfThere(path)));
    if (failures.length === 0 && existsSync(this.draft))
      attemptAll(this.#entries.map((entry) => () => this.#store.index.remove(entry)));
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
