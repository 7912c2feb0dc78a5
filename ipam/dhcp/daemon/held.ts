import { attachmentKey, type Named } from '../protocol.ts';
import { Attachment } from './attachment.ts';
import type { Kept } from './kept.ts';
import type { Shared } from './shared.ts';

/** Milliseconds that the end of the daemon waits for what is being given back. */
const patience = 1000;

/** The attachments that have a lease or are about to get one, by their identity. */
export class Held {
  readonly #all = new Map<string, Attachment>();
  readonly #shared: Shared;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  get(named: Named): Attachment | undefined {
    return this.#all.get(attachmentKey(named));
  }

  of(network: string): Attachment[] {
    return [...this.#all.values()].filter(({ kept }) => kept.network === network);
  }

  /** `isNew`: what is kept was not leased before. An attachment that vanishes by itself is released. */
  enter(kept: Kept, isNew: boolean): Attachment {
    const attachment = new Attachment(kept, this.#shared, isNew);
    this.#all.set(attachmentKey(kept), attachment);
    attachment.onGone = () => void this.release(attachment);
    return attachment;
  }

  /** Gives back what an attachment has, and forgets it. */
  async release(attachment: Attachment): Promise<void> {
    await attachment.release();
    const key = attachmentKey(attachment.kept);
    if (this.#all.get(key) === attachment) this.#all.delete(key);
  }

  /** As a DEL says, or an order of one: what is unknown is forgotten. */
  async giveUp(named: Named): Promise<void> {
    const attachment = this.get(named);
    if (attachment) await this.release(attachment);
    else this.#shared.store.forget(named);
  }

  /** After the machine has slept. */
  look(): void {
    for (const { clients } of this.#all.values()) clients.look();
  }

  /** Leases stay. Nobody would know of those that are only being acquired: they are given back, without long waits. */
  async end(): Promise<void> {
    const all = [...this.#all.values()];
    const going = all.filter((attachment) => attachment.isGoing);
    for (const attachment of all) if (!attachment.isGoing) attachment.clients.stop();
    const given = Promise.all(going.map((attachment) => this.release(attachment)));
    await Promise.race([given, new Promise((resolve) => setTimeout(resolve, patience))]);
  }
}
