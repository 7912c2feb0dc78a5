import type { Lease } from '../machine.ts';
import { attachmentKey } from '../protocol.ts';
import { Acquisition } from './acquisition.ts';
import { Client } from './client.ts';
import { Clients } from './clients.ts';
import { DefaultRouter } from './defaultRouter.ts';
import { Interface } from './interface.ts';
import { keep } from './keep.ts';
import { inVain, type Keeper } from './keeper.ts';
import type { Kept, KeptLease } from './kept.ts';
import { machineFor } from './machines.ts';
import type { Shared } from './shared.ts';

/** One attachment: a client for each family, and what its interface is configured with. */
export class Attachment {
  /** What was kept of it at first; the leases have changed since. */
  readonly kept: Kept;
  readonly #shared: Shared;
  readonly clients = new Clients();
  readonly #router: DefaultRouter;
  readonly #interface: Interface;
  /** True until the first leases are there: those the interface plugin puts on the interface. */
  #isNew: boolean;
  readonly #acquisition = new Acquisition();
  /** There once it is being given back. */
  ended: Promise<void> | undefined;
  /** Told when the attachment has vanished by itself. */
  onGone: () => void = () => {};

  /** `isNew`: what is kept was not leased before. */
  constructor(kept: Kept, shared: Shared, isNew: boolean) {
    this.kept = kept;
    this.#shared = { ...shared, log: (line) => shared.log(`${attachmentKey(kept)}: ${line}`) };
    this.#isNew = isNew;
    this.#interface = new Interface(kept.ifName, this.#shared);
    this.#router = new DefaultRouter(kept.ground, this.#shared);
    for (const lease of kept.leases) {
      this.clients.set(lease.family, this.#client(lease));
      if (lease.configured) this.#interface.note(lease.family, lease.configured);
    }
  }

  /** Nothing of it is to outlast the daemon: it has not been told to anybody yet, or is being given back. */
  get isGoing(): boolean {
    return this.#isNew || this.ended !== undefined;
  }

  /** Settled when every family has its lease. Throws CniError (code 11) when one has failed, or a DEL has come. */
  acquire(): Promise<void> {
    this.clients.start();
    return this.#acquisition.end;
  }

  /**
   * What ADD tells: the leases in force, with the router that IPv6 has; of an acquisition under way those that it comes
   * to. Throws CniError (code 11) where that fails, where a DEL has come, and where a lease was lost: another one is
   * being looked for, which may take for ever.
   */
  async answer(): Promise<Lease[]> {
    if (this.#isNew) await this.#acquisition.end;
    const router = this.clients.has(6) ? await this.#router.found() : undefined;
    if (this.ended) throw inVain('the attachment was removed meanwhile');
    const { leases } = this.clients;
    if (leases === undefined) throw inVain('the lease was lost, and there is no other one yet');
    return leases.map((lease) => (lease.family === 6 && router ? { ...lease, gateway: router } : lease));
  }

  /** Gives everything back, once. */
  release(): Promise<void> {
    this.ended ??= this.#release();
    return this.ended;
  }

  async #release(): Promise<void> {
    this.#acquisition.failed('the attachment was removed meanwhile');
    this.#router.stop();
    await this.clients.release();
    this.#shared.store.forget(this.kept);
    this.#shared.log('given back');
  }

  #client({ family, saved }: KeptLease): Client {
    const machine = machineFor(family, { ...this.kept, saved }, this.#shared.times);
    const { ground } = this.kept;
    return new Client({ family, machine, ground, around: this.#shared, keeper: this.#keeper(family) });
  }

  #keeper(family: 4 | 6): Keeper {
    return {
      probing: () => {
        if (this.#isNew && family === 6) this.#router.search();
      },
      bound: (lease, standing) => this.#interface.take(lease, standing, this.#isNew),
      lost: (standing, why) => this.#interface.drop(family, standing, why),
      failed: (why) => (this.#isNew ? this.#acquisition.failed(why) : this.#again(family)),
      gone: (why) => {
        this.#shared.log(`given up: ${why}`);
        this.#acquisition.failed(why);
        this.onGone();
      },
      changed: () => this.#changed(),
    };
  }

  /** Who lost its lease before the daemon was started anew goes on looking for one. */
  #again(family: 4 | 6): void {
    const client = this.#client({ family });
    this.clients.set(family, client);
    setTimeout(() => client.tell({ kind: 'start' }), this.#shared.times.resendMax);
  }

  /** Kept first, then told: what ADD answers with survives everything. Of an acquisition under way nothing is kept. */
  #changed(): void {
    const isWhole = this.clients.leases !== undefined;
    if (isWhole) this.#isNew = false;
    if (!this.#isNew && !this.ended) keep(this.kept, this.clients, this.#interface, this.#shared);
    if (isWhole) this.#acquisition.bound();
  }
}
