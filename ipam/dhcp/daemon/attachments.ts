import type { Lease } from '../machine.ts';
import { attachmentKey, type DaemonCall, type Named } from '../protocol.ts';
import { Attachment } from './attachment.ts';
import type { Clients } from './clients.ts';
import type { Ground } from './ground.ts';
import { inVain } from './keeper.ts';
import type { Kept } from './kept.ts';
import { prepare } from './ready.ts';
import type { Shared } from './shared.ts';

/** All attachments that have a lease or are about to get one. */
export class Attachments {
  readonly #all = new Map<string, Attachment>();
  /** ADDs that have not begun to acquire. */
  readonly #coming = new Set<{ key: string; removed: boolean }>();
  readonly #shared: Shared;
  readonly #hostPrefix: string;

  constructor(shared: Shared, hostPrefix: string) {
    this.#shared = shared;
    this.#hostPrefix = hostPrefix;
  }

  /**
   * What is leased for an attachment; acquired if nothing is. `hungUp` takes the call back. Throws CniError: code 4
   * for a namespace or an interface that is not there, 11 when no lease is to be had.
   */
  async add(call: DaemonCall & { command: 'ADD' }, hungUp: AbortSignal): Promise<Lease[]> {
    const kept = await this.#begin(call);
    const known = this.#all.get(attachmentKey(call));
    // Without a turn in between: another ADD would acquire beside this one.
    return known === undefined ? await this.#acquire(kept, hungUp) : await known.answer();
  }

  /** What an acquisition begins with. Throws CniError (code 11) where a DEL has come meanwhile. */
  async #begin(call: DaemonCall & { command: 'ADD' }): Promise<Kept> {
    const coming = { key: attachmentKey(call), removed: false };
    this.#coming.add(coming);
    try {
      const kept = await prepare(this.#shared.standOn, `${this.#hostPrefix}${call.netns}`, call);
      await this.#refuseOther(call, kept.ground);
      if (coming.removed) throw inVain('the attachment was removed meanwhile');
      return kept;
    } finally {
      this.#coming.delete(coming);
    }
  }

  /** Of an acquisition that fails, or that nobody waits for any more, nothing is left. */
  async #acquire(kept: Kept, hungUp: AbortSignal): Promise<Lease[]> {
    const attachment = this.#enter(kept, true);
    const release = () => void this.#release(attachment);
    hungUp.addEventListener('abort', release);
    try {
      if (hungUp.aborted) release();
      await attachment.acquire();
      return await attachment.answer();
    } catch (error) {
      await this.#release(attachment);
      throw error;
    } finally {
      hungUp.removeEventListener('abort', release);
    }
  }

  /** Gives back; unknown is success. Calls for one attachment at the same time wait for one release. */
  async del(named: Named): Promise<void> {
    const attachment = this.#all.get(attachmentKey(named));
    for (const one of this.#coming) one.removed ||= one.key === attachmentKey(named);
    if (attachment) await this.#release(attachment);
  }

  /** What is in force. Never waits. */
  check(named: Named): Lease[] {
    return this.#all.get(attachmentKey(named))?.clients.leases ?? [];
  }

  async gc({ network, valid }: DaemonCall & { command: 'GC' }): Promise<void> {
    const keys = new Set(valid.map((one) => attachmentKey({ ...one, network })));
    const own = [...this.#all.values()].filter(({ kept }) => kept.network === network);
    const stale = own.filter(({ kept }) => !keys.has(attachmentKey(kept)));
    await Promise.all(stale.map((attachment) => this.#release(attachment)));
  }

  /** Takes up the leases that a daemon before this one has left, and orders to release some. */
  restore(): void {
    for (const kept of this.#shared.store.all(this.#shared.log)) this.#enter(kept, false);
    const ordered = new Map(this.#shared.store.orders().map((named) => [attachmentKey(named), named]));
    for (const [key, named] of ordered)
      if (this.#all.has(key)) void this.del(named);
      else this.#shared.store.forget(named);
    for (const [key, attachment] of this.#all) if (!ordered.has(key)) attachment.acquire().catch(() => {});
  }

  /** To look at the clock, or to stop. */
  each(act: (clients: Clients) => void): void {
    for (const { clients } of this.#all.values()) act(clients);
  }

  /** A container that was made anew under the same name: what the old one had is given back first. */
  async #refuseOther(named: Named, ground: Ground): Promise<void> {
    const known = this.#all.get(attachmentKey(named));
    if (known === undefined) return;
    const { netnsId, index } = known.kept.ground;
    if (known.ended || netnsId !== ground.netnsId || index !== ground.index) await this.#release(known);
  }

  #enter(kept: Kept, isNew: boolean): Attachment {
    const attachment = new Attachment(kept, this.#shared, isNew);
    this.#all.set(attachmentKey(kept), attachment);
    attachment.onGone = () => void this.#release(attachment);
    return attachment;
  }

  async #release(attachment: Attachment): Promise<void> {
    await attachment.release();
    const key = attachmentKey(attachment.kept);
    if (this.#all.get(key) === attachment) this.#all.delete(key);
  }
}
