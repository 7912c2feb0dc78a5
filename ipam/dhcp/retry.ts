import type { MachineSettings } from './machine.ts';

/** The part of a machine's settings that waits are made from. */
export type Waits = Pick<MachineSettings, 'timeout' | 'resendMax' | 'random'>;

/**
 * How long to wait for an answer to the message sent after `attempt` unanswered ones (0 for the first), in ms:
 * `timeout`, then twice as long each time up to `resendMax`, a second earlier or later so that clients that began
 * together do not go on together (RFC 2131, 4.1). Of a short wait that is a quarter at most.
 */
export function waitAfter(attempt: number, { timeout, resendMax, random }: Waits): number {
  const wait = Math.min(timeout * 2 ** Math.min(attempt, 30), resendMax);
  const jitter = Math.min(1000, wait / 4) * (2 * fraction(random) - 1);
  return Math.max(1, Math.round(Math.min(wait + jitter, resendMax)));
}

/**
 * How long to wait for an answer to a renewal, in ms: half of what is left until `end`, but at least a minute (RFC
 * 2131, 4.4.5). Of a short `span`, all the time there is for this, the minute is a quarter: a lease of ten seconds is
 * not to be lost with one packet. Never past `end`, and never shorter than a second before it.
 */
export function renewalWait(now: number, end: number, span: number): number {
  const shortest = Math.max(1000, Math.min(60_000, span / 4));
  return Math.round(Math.min(Math.max((end - now) / 2, shortest), end - now));
}

/** From 0 up to but not 1, of 32 random bits. */
export function fraction(random: () => number): number {
  return (random() >>> 0) / 2 ** 32;
}
