import type { Lease } from '../machine.ts';
import type { Association } from './reply.ts';

/** What the wire says for "for ever". */
const endless = 0xffffffff;

/**
 * When an address is to be renewed, rebound, given up. T1 and T2 are taken if T1 ≤ T2 < valid lifetime; else, and if
 * the server leaves them to us by 0, they are 0.5 and 0.8 of the preferred lifetime (RFC 8415, 14.2 and 21.4).
 */
export function timesOf(
  { t1, t2 }: Association,
  { preferred, valid }: { preferred: number; valid: number },
  sentAt: number,
): Pick<Lease, 'renewAt' | 'rebindAt' | 'expiresAt'> {
  const own = seconds(preferred === 0 ? valid : preferred);
  const rebind = t2 > 0 ? seconds(t2) : Math.max(own * 0.8, t1);
  const renew = t1 > 0 ? seconds(t1) : Math.min(own * 0.5, rebind);
  const areTold = renew <= rebind && (rebind < seconds(valid) || valid === endless);
  const [first, second] = areTold ? [renew, rebind] : [own * 0.5, own * 0.8];
  return {
    renewAt: sentAt + Math.round(first * 1000),
    rebindAt: sentAt + Math.round(second * 1000),
    expiresAt: sentAt + seconds(valid) * 1000,
  };
}

function seconds(number: number): number {
  return number === endless ? Infinity : number;
}
