import { asCniError } from '../../../lib/spec/errors.ts';
import type { Lease, MachineAction, MachineEvent, SavedLease } from '../machine.ts';
import { Alarm } from './alarm.ts';
import { TooLong } from './exchange.ts';
import { Gone } from './ground.ts';
import type { ClientParts } from './keeper.ts';
import { Reach } from './reach.ts';

/** Carries out what a machine wants done for one interface, and tells it what happens. */
export class Client {
  readonly #given: ClientParts;
  readonly #reach: Reach;
  readonly alarm = new Alarm(
    () => {
      this.#reach.close(); // would keep a namespace alive whose container is gone
      this.tell({ kind: 'woken' });
    },
    () => this.#given.around.now(),
  );
  /** The lease in force. */
  lease: Lease | undefined;
  #work: Promise<void> = Promise.resolve();
  #over = false;

  constructor(given: ClientParts) {
    this.#given = given;
    this.lease = given.machine.save()?.lease;
    const heard = (payload: Uint8Array, from: string) => this.tell({ kind: 'received', payload, from });
    this.#reach = new Reach(given.family, given.ground, given.around, () => this.lease, heard);
  }

  save(): SavedLease | undefined {
    return this.#given.machine.save();
  }

  /** Gives the lease back, and stops. Settled when that has been said to the server, as far as it can be. */
  async release(): Promise<void> {
    this.tell({ kind: 'release' });
    await this.#work;
    this.stop();
  }

  /** Stops without a word to anybody; the lease stays. */
  stop(): void {
    this.#over = true;
    this.#reach.close();
    this.alarm.set(Infinity);
  }

  /** What the machine answers is carried out in order. */
  tell(event: MachineEvent): void {
    if (this.#over) return;
    const actions = this.#given.machine.on(event, this.#given.around.now());
    if (actions.length > 0) this.#work = this.#work.then(() => this.#carryOut(actions));
  }

  async #carryOut(actions: MachineAction[]): Promise<void> {
    for (const action of actions) {
      try {
        if (!this.#over) await this.#act(action);
      } catch (error) {
        const isRelease = actions.some(({ kind }) => kind === 'released');
        if (isRelease || error instanceof Gone) return await this.#lostGround(error, actions, isRelease);
        const why = asCniError(error).message;
        this.#given.around.log(`cannot ${action.kind}: ${why}`);
        if (!(error instanceof TooLong) || this.lease) continue;
        await this.#act({ kind: 'failed', why }); // as long as it is, no other try will do better
        break;
      }
    }
    this.#given.keeper.changed();
  }

  async #act(action: MachineAction): Promise<void> {
    switch (action.kind) {
      case 'send':
        return await this.#reach.send(action);
      case 'probe':
        await this.#reach.probe(action, (taken) => this.tell({ ...action, kind: 'probed', taken }));
        return this.#given.keeper.probing?.();
      case 'wake':
        return this.alarm.set(action.at);
      case 'bound':
        return await this.#bound(action.lease);
      case 'lost':
        this.lease = undefined;
        return await this.#reach.stand((it) => this.#given.keeper.lost(it, action.why));
      default:
        this.#reach.close();
        this.alarm.set(Infinity);
        if (action.kind === 'failed') this.#given.keeper.failed(this.#reach.trouble ?? action.why);
    }
  }

  /** In force when the keeper has taken it: to whom both families are there already, the first lease is a change. */
  async #bound(lease: Lease): Promise<void> {
    this.#reach.close();
    try {
      await this.#reach.stand((it) => this.#given.keeper.bound(lease, it));
    } finally {
      this.lease = lease;
    }
  }

  /** The link cannot be spoken through any more: a RELEASE that is to be sent goes out from the host. */
  async #lostGround(error: unknown, actions: MachineAction[], isRelease: boolean): Promise<void> {
    const { machine, around, keeper } = this.#given;
    const last = isRelease ? actions : machine.on({ kind: 'release' }, around.now());
    this.stop();
    this.lease = undefined;
    const tell = (error: unknown) => around.log(`not given back: ${error}`);
    for (const action of last)
      if (action.kind === 'send' && action.to === 'server')
        await around.sendFromHost(action.payload, action.server, action.from).catch(tell);
    if (!isRelease) keeper.gone(asCniError(error).message);
  }
}
