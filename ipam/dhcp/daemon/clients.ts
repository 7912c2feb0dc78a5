import type { Lease, SavedLease } from '../machine.ts';
import type { Client } from './client.ts';

/** The clients of one attachment, one for each family. */
export class Clients {
  readonly #all = new Map<4 | 6, Client>();

  set(family: 4 | 6, client: Client): void {
    this.#all.set(family, client);
  }

  has(family: 4 | 6): boolean {
    return this.#all.has(family);
  }

  start(): void {
    for (const client of this.#all.values()) client.tell({ kind: 'start' });
  }

  /** After the machine has slept. */
  look(): void {
    for (const client of this.#all.values()) client.alarm.look();
  }

  /** Leases stay. */
  stop(): void {
    for (const client of this.#all.values()) client.stop();
  }

  async release(): Promise<void> {
    await Promise.all([...this.#all.values()].map((client) => client.release()));
  }

  /** The leases in force; undefined while one is lacking. */
  get leases(): Lease[] | undefined {
    const found = [...this.#all.values()].map(({ lease }) => lease);
    return found.includes(undefined) ? undefined : (found as Lease[]);
  }

  save(): { family: 4 | 6; saved: SavedLease | undefined }[] {
    return [...this.#all].map(([family, client]) => ({ family, saved: client.save() }));
  }
}
