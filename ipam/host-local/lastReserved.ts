import { lstatSync, renameSync, utimesSync } from '#files';
import { type Ip, parseIp } from '../../lib/net/ip.ts';
import { readIfThere, writeNew } from './disk.ts';

/** Modification times, in seconds of 1970, that say who wrote last. The reference leaves the time of its writing. */
const ours = 0;
const underAdoption = 1;

/**
 * The files `last_reserved_ip.N`: the address given last from range set N. Shared with the reference, which writes into
 * them in place after each reservation, and so changes their time; ours is always the beginning of 1970. That tells whether
 * the reference has reserved anything since we looked, at the price of one lstat.
 */
export class LastReserved {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(set: number): Ip | undefined {
    return parseIp(readIfThere(this.#path(set))?.trim() ?? '');
  }

  /** Replaces the file in one step. What the reference wrote since is left: it is as good, and must not go unnoticed. */
  write(set: number, address: string, draft: string): void {
    if ((this.#time(set) ?? ours) !== ours) return;
    writeNew(draft, address);
    utimesSync(draft, ours, ours);
    renameSync(draft, this.#path(set));
  }

  /** The sets that the reference has written to. Sets are counted without gaps. */
  foreign(): number[] {
    const sets: number[] = [];
    for (let set = 0; ; set++) {
      const time = this.#time(set);
      if (time === undefined) return sets;
      if (time !== ours) sets.push(set);
    }
  }

  /** Does what makes these sets' foreign reservations known; those made meanwhile stay foreign, and so do all after a crash. */
  adopt(sets: number[], work: () => void): void {
    for (const set of sets) this.#stamp(set, underAdoption);
    work();
    for (const set of sets) if (this.#time(set) === underAdoption) this.#stamp(set, ours);
  }

  #path(set: number): string {
    return `${this.#folder}/last_reserved_ip.${set}`;
  }

  #stamp(set: number, time: number): void {
    utimesSync(this.#path(set), time, time);
  }

  #time(set: number): number | undefined {
    const file = lstatSync(this.#path(set), { throwIfNoEntry: false });
    return file && file.mtimeMs / 1000;
  }
}
