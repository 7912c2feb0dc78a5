import { numberAt } from '../bytes.ts';
import { fraction } from '../retry.ts';
import { Option } from './option.ts';
import type { Options } from './options.ts';

/** When a lease is to be renewed, rebound, given up: times of the epoch in ms, Infinity for one without end. */
export interface Times {
  renewAt: number;
  rebindAt: number;
  expiresAt: number;
}

/** What a server that says nothing means: an hour, as for the reference. */
const usualLease = 3600;
const endless = 0xffffffff;

/**
 * From when the request was sent (RFC 2131, 4.4.1), not from when the answer came. T1 and T2 (options 58 and 59) are
 * taken if 0 < T1 ≤ T2 < lease, else they are 1/2 and 7/8 of it. T1 is up to 1/16 earlier, at random (4.4.5: fuzz), so
 * that a thousand containers that were started together do not renew together. Undefined for a lease of no time at all.
 */
export function parseTimes(options: Options, sentAt: number, random: () => number): Times | undefined {
  const lease = seconds(options, Option.leaseTime) ?? usualLease;
  if (lease === 0) return undefined;
  if (lease === endless) return { renewAt: Infinity, rebindAt: Infinity, expiresAt: Infinity };
  const [t1, t2] = renewalTimes(options, lease);
  return {
    renewAt: sentAt + Math.round(t1 * 1000 * (1 - fraction(random) / 16)),
    rebindAt: sentAt + Math.round(t2 * 1000),
    expiresAt: sentAt + lease * 1000,
  };
}

function renewalTimes(options: Options, lease: number): [number, number] {
  const t2 = seconds(options, Option.rebindingTime) ?? lease * 0.875;
  const t1 = seconds(options, Option.renewalTime) ?? Math.min(lease / 2, t2);
  return t1 > 0 && t1 <= t2 && t2 < lease ? [t1, t2] : [lease / 2, lease * 0.875];
}

function seconds(options: Options, option: number): number | undefined {
  const value = options.get(option);
  return value?.length === 4 ? numberAt(value, 0, 4) : undefined;
}
