import type { Lease } from '../machine.ts';
import { attachmentKey, type DaemonCall, type Named } from '../protocol.ts';
import { Coming } from './coming.ts';
import type { Ground } from './ground.ts';
import { Held } from './held.ts';
import type { Kept } from './kept.ts';
import { prepare } from './ready.ts';
import { obey, restore } from './restore.ts';
import type { Shared } from './shared.ts';

/** What can be asked of the daemon, for all attachments together. */
export class Attachments {
  readonly #held: Held;
  readonly #coming = new Coming();
  readonly #shared: Shared;
  readonly #hostPrefix: string;

  constructor(shared: Shared, hostPrefix: string) {
    this.#shared = shared;
    this.#held = new Held(shared);
    this.#hostPrefix = hostPrefix;
  }

  /**
   * What is leased for an attachment; acquired if nothing is. `hungUp` takes the call back. Throws CniError: code 4
   * for a namespace or an interface that is not there, 11 when no lease is to be had.
   */
  async add(call: DaemonCall & { command: 'ADD' }, hungUp: AbortSignal): Promise<Lease[]> {
    const kept = await this.#begin(call);
    const known = this.#held.get(call);
    // Without a turn in between: another ADD would acquire beside this one.
    return known === undefined ? await this.#acquire(kept, hungUp) : await known.answer();
  }

  /** What an acquisition begins with. */
  #begin(call: DaemonCall & { command: 'ADD' }): Promise<Kept> {
    return this.#coming.begin(attachmentKey(call), async () => {
      const kept = await prepare(this.#shared.standOn, `${this.#hostPrefix}${call.netns}`, call);
      await this.#refuseOther(call, kept.ground);
      return kept;
    });
  }

  /** Of an acquisition that fails, or that nobody waits for any more, nothing is left. */
  async #acquire(kept: Kept, hungUp: AbortSignal): Promise<Lease[]> {
    const attachment = this.#held.enter(kept, true);
    const release = () => void this.#held.release(attachment);
    hungUp.addEventListener('abort', release);
    try {
      if (hungUp.aborted) release();
      await attachment.acquire();
      return await attachment.answer();
    } catch (error) {
      await this.#held.release(attachment);
      throw error;
    } finally {
      hungUp.removeEventListener('abort', release);
    }
  }

  /** Gives back; unknown is success. Calls for one attachment at the same time wait for one release. */
  async del(named: Named): Promise<void> {
    this.#coming.remove((key) => key === attachmentKey(named));
    await this.#held.giveUp(named);
  }

  /** What is in force. Never waits. */
  check(named: Named): Lease[] {
    return this.#held.get(named)?.clients.leases ?? [];
  }

  async gc({ network, valid }: DaemonCall & { command: 'GC' }): Promise<void> {
    const keys = new Set(valid.map((one) => attachmentKey({ ...one, network })));
    const stale = this.#held.of(network).filter(({ kept }) => !keys.has(attachmentKey(kept)));
    await Promise.all(stale.map((attachment) => this.#held.release(attachment)));
  }

  /** Takes up the leases that a daemon before this one has left, and orders to release some. */
  restore(): void {
    restore(this.#held, this.#shared);
  }

  /** Carries out orders that were left since. */
  obey(): void {
    obey(this.#held, this.#shared);
  }

  /** After the machine has slept. */
  look(): void {
    this.#held.look();
  }

  /** Leases stay; what is not leased yet is given back. */
  async end(): Promise<void> {
    this.#coming.remove(() => true);
    await this.#held.end();
  }

  /**
   * A container that was made anew under the same name: what the old one had is given back first; so is what a DEL has
   * left an order for.
   */
  async #refuseOther(named: Named, ground: Ground): Promise<void> {
    if (this.#shared.store.isOrdered(named)) await this.#held.giveUp(named);
    const known = this.#held.get(named);
    if (known === undefined) return;
    const { netnsId, index } = known.kept.ground;
    if (known.ended || netnsId !== ground.netnsId || index !== ground.index) await this.#held.release(known);
  }
}
