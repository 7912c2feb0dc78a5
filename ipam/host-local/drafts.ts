import { existsSync } from '#files';
import { hash64 } from '../../lib/net/hash.ts';
import { isLeftBehind, namesIn, removeIfThere } from './disk.ts';

/**
 * Files of ours while they are written, before they get the name by which others find them. They have a folder of their own, so
 * that what killed processes left in it is found without looking at anything else: there is nothing in it but them and the
 * calls that run. Named by the hash of the owner, so that DEL knows its own.
 */
export class Drafts {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * The path of a new draft for an owner. More may be written under that name with `.something` at the end, as long as the first is
   * there: only its age counts, since some bear a time that is not that of their writing.
   */
  pathFor(owner: string): string {
    return `${this.folder}/${hash64(owner)}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  }

  /**
   * Removes an owner's drafts, however young: if the process that makes one still runs, it can reserve nothing any more, which
   * is what a DEL is for.
   */
  forget(owner: string): void {
    this.#remove((name) => name.startsWith(hash64(owner)));
  }

  /** Removes what nobody is writing any more. */
  removeStale(): void {
    this.#remove((name) => {
      const first = `${this.folder}/${name.split('.', 3).join('.')}`;
      return isLeftBehind(first) || !existsSync(first);
    });
  }

  #remove(isMeant: (name: string) => boolean): void {
    for (const name of namesIn(this.folder)) if (isMeant(name)) removeIfThere(`${this.folder}/${name}`);
  }
}
