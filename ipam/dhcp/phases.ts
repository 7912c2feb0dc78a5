import type { Machine, MachineAction, MachineEvent, SavedLease } from './machine.ts';

/**
 * What a client is doing at a time ("selecting", "bound"): a value that says what it would do if something happened.
 * What it says nothing about changes nothing. `Message` is what a payload is decoded to.
 */
export interface Phase<Message> {
  /** Only of the phase before all others. */
  started?(now: number): Turn<Message>;
  /** When `woken` is due; absent or Infinity: never. */
  wakeAt?: number;
  woken?(now: number): Turn<Message>;
  /** Undefined: this message is nothing to this phase. */
  received?(message: Message, now: number): Turn<Message> | undefined;
  probed?(address: string, taken: boolean, now: number): Turn<Message> | undefined;
  /** When what is held runs out, and what then. Comes before anything else that is told at that time or later. */
  expiresAt?: number;
  expired?(now: number): Turn<Message>;
  /** What gives back what is held, if anything is. */
  release?(now: number): MachineAction[];
  /** What is held, to be kept in a file. */
  held?(): SavedLease | undefined;
}

/** A step from one phase to the next, and what is to be done. Without a phase the machine stops. */
export interface Turn<Message> {
  phase?: Phase<Message>;
  actions: MachineAction[];
}

/** The machine that begins in phase `first`. `decode` answers undefined for what is not for this client. */
export function phaseMachine<Message>(
  first: Phase<Message>,
  decode: (payload: Uint8Array) => Message | undefined,
): Machine {
  let phase = first;

  function take(turn: Turn<Message> | undefined): MachineAction[] {
    if (turn === undefined) return [];
    phase = turn.phase ?? {};
    return turn.actions;
  }

  return {
    on(event, now) {
      const before = phase;
      const expired = now >= (phase.expiresAt ?? Infinity) ? take(phase.expired?.(now)) : [];
      const actions = [...expired, ...take(turnOf(phase, event, now, decode))];
      // Again for one who woke it too early: a clock that was set back must not lose the alarm.
      const isDue = phase !== before || event.kind === 'woken';
      return isDue && dueAt(phase) < Infinity ? [...actions, { kind: 'wake', at: dueAt(phase) }] : actions;
    },
    save: () => phase.held?.(),
  };
}

function turnOf<Message>(
  phase: Phase<Message>,
  event: MachineEvent,
  now: number,
  decode: (payload: Uint8Array) => Message | undefined,
): Turn<Message> | undefined {
  if (event.kind === 'start') return phase.started?.(now);
  if (event.kind === 'woken') return now >= dueAt(phase) ? phase.woken?.(now) : undefined;
  if (event.kind === 'probed') return phase.probed?.(event.address, event.taken, now);
  if (event.kind === 'release') return { actions: [...(phase.release?.(now) ?? []), { kind: 'released' }] };
  const message = phase.received && decode(event.payload);
  return message && phase.received?.(message, now);
}

function dueAt({ wakeAt, expiresAt }: Phase<never>): number {
  return Math.min(wakeAt ?? Infinity, expiresAt ?? Infinity);
}
