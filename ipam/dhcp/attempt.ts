import type { MachineSettings } from './machine.ts';
import type { Turn } from './phases.ts';

/** An attempt to come to a lease, over as many exchanges as it takes. */
export interface Attempt {
  beganAt: number;
  /** When it is given up. Infinity after a lease was lost: the container lives, and nobody waits for an answer. */
  deadline: number;
  /** Of the exchange that is on; of DHCPv6 it is 24 bits. */
  xid: number;
  /** Messages sent and not answered by anything usable. */
  unanswered: number;
  /** Addresses that somebody else had (DHCPv6). */
  declined?: number;
  /** The address there was before, to be had again if possible. */
  wish?: string;
  /** Why an offer could not be used. */
  unusable?: string;
  /** What went wrong last. */
  trouble?: string;
}

/** What is done to begin: all of `resendTimeout`, or endlessly. */
export function newAttempt(settings: MachineSettings, now: number, endless = false): Attempt {
  const deadline = endless ? Infinity : now + settings.resendTimeout;
  return { beganAt: now, deadline, xid: newXid(settings), unanswered: 0 };
}

/** A transaction id of 32 bits. */
export function newXid({ random }: MachineSettings): number {
  return random() >>> 0;
}

/** The attempt after an offer that can be used: what was wrong with others does not count any more. */
export function hopeful({ unusable, ...attempt }: Attempt): Attempt {
  return attempt;
}

/** The end of an attempt, with the most telling reason there is. */
export function failed(attempt: Attempt, now: number): Turn<never> {
  const seconds = Math.round((now - attempt.beganAt) / 1000);
  const why = attempt.unusable ?? attempt.trouble ?? `no server answered in ${seconds} s`;
  return { actions: [{ kind: 'failed', why }] };
}
