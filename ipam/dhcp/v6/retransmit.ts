import { fraction } from '../retry.ts';

/** First and longest wait of an exchange, in ms (RFC 8415, 7.6: IRT and MRT). */
export interface Waits {
  first: number;
  longest: number;
}

/**
 * RFC 8415, 7.6. The longest wait of a Solicit is the daemon's `resendMax`, which is shorter than the hour it may be.
 */
export const requestWaits: Waits = { first: 1000, longest: 30_000 };
export const confirmWaits: Waits = { first: 1000, longest: 4000 };
export const declineWaits: Waits = { first: 1000, longest: Infinity };
export const renewalWaits: Waits = { first: 10_000, longest: 600_000 };

/**
 * How long to wait for an answer to the message after `again` unanswered ones: doubling, a tenth more or less at random
 * (RFC 8415, 15). The first is never less than `first`, so that a Solicit leaves all servers their second (18.2.1).
 */
export function waitAfter(again: number, { first, longest }: Waits, random: () => number): number {
  const wait = Math.min(first * 2 ** Math.min(again, 30), longest);
  const part = again === 0 ? fraction(random) : 2 * fraction(random) - 1;
  return Math.round(wait * (1 + part / 10));
}

/**
 * The wait for an answer to a renewal that has until `end` of a `span`: of a short one the first wait is a quarter at
 * most.
 */
export function waitUntil(
  now: number,
  end: number,
  span: number,
  again: number,
  random: () => number,
): number {
  const first = Math.max(1000, Math.min(renewalWaits.first, span / 4));
  return Math.min(waitAfter(again, { ...renewalWaits, first }, random), Math.max(0, end - now));
}
