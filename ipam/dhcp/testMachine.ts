import type { Machine, MachineAction, MachineEvent, MachineSettings } from './machine.ts';

/** Settings as the daemon makes them from its defaults; the random numbers are in the middle, so nothing jitters. */
export function settingsOf(some: Partial<MachineSettings> = {}): MachineSettings {
  return {
    mac: '02:00:00:00:00:05',
    clientId: 'container/network/eth0',
    request: [],
    skipDefault: false,
    provide: [],
    priority: 0,
    broadcast: false,
    timeout: 10_000,
    resendMax: 62_000,
    resendTimeout: 208_000,
    random: () => 0x8000_0000,
    ...some,
  };
}

export type Send = Extract<MachineAction, { kind: 'send' }>;

/** A machine with a clock that only counts, from 0 on unless told. Remembers all it did. */
export class Clocked {
  now: number;
  readonly machine: Machine;
  /** Everything since it was made, with its time. */
  readonly log: { at: number; action: MachineAction }[] = [];
  #wakeAt = Infinity;

  constructor(machine: Machine, now = 0) {
    this.machine = machine;
    this.now = now;
  }

  /** Tells it something now; what it does but for `wake`. */
  tell(event: MachineEvent): MachineAction[] {
    const actions = this.machine.on(event, this.now);
    for (const action of actions) {
      this.log.push({ at: this.now, action });
      if (action.kind === 'wake') this.#wakeAt = action.at;
    }
    return actions.filter(({ kind }) => kind !== 'wake');
  }

  start(): MachineAction[] {
    return this.tell({ kind: 'start' });
  }

  receive(payload: Uint8Array, from = '10.0.0.1'): MachineAction[] {
    return this.tell({ kind: 'received', payload, from });
  }

  /** Sets the clock to the time it asked to be woken at, and wakes it. */
  wake(): MachineAction[] {
    if (this.#wakeAt === Infinity) throw new Error('it did not ask to be woken');
    this.now = Math.max(this.now, this.#wakeAt);
    this.#wakeAt = Infinity;
    return this.tell({ kind: 'woken' });
  }

  /** Wakes it as often as it asks for, until a time is reached; all it did. */
  until(time: number): MachineAction[] {
    const actions: MachineAction[] = [];
    while (this.#wakeAt <= time) actions.push(...this.wake());
    this.now = time;
    return actions;
  }

  /** Wakes it for all that is due now; what does not come to an end is an error. */
  settle(): void {
    this.tell({ kind: 'woken' });
    for (let due = 0; this.#wakeAt <= this.now; due++) {
      if (due > 5) throw new Error(`it is due again and again at ${this.now}`);
      this.wake();
    }
  }

  /** The address that was told as bound and not as lost since; throws where another one was lost. */
  get held(): string | undefined {
    let held: string | undefined;
    for (const { at, action } of this.log) {
      if (action.kind === 'lost' && action.address !== held)
        throw new Error(`lost ${action.address} at ${at}`);
      if (action.kind === 'lost') held = undefined;
      if (action.kind === 'bound') held = action.lease.address.split('/')[0];
    }
    return held;
  }

  /** When it wants to be woken. */
  get wakeAt(): number {
    return this.#wakeAt;
  }

  /** Times and messages of all it sent. */
  get sent(): { at: number; send: Send }[] {
    return this.log.flatMap(({ at, action }) => (action.kind === 'send' ? [{ at, send: action }] : []));
  }
}

/** What kinds of actions these are: "send bound". */
export function kinds(actions: readonly MachineAction[]): string {
  return actions.map(({ kind }) => kind).join(' ');
}

/** The one message among actions. */
export function sentIn(actions: readonly MachineAction[]): Send {
  const sends = actions.filter((action): action is Send => action.kind === 'send');
  if (sends[0] === undefined || sends.length > 1) throw new Error(`not one message, but "${kinds(actions)}"`);
  return sends[0];
}
