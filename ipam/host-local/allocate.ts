import { compareIp, formatIp, type Ip, plus } from '../../lib/net/ip.ts';
import { type Range, rangeContains } from '../../lib/net/range.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { SubnetRange } from './range.ts';
import { formatRangeSet, type RangeSet } from './rangeSet.ts';

/** The range of a set that an address is in. */
export function rangeOf(set: RangeSet, ip: Ip): SubnetRange | undefined {
  return set.find((range) => rangeContains(range, ip));
}

/**
 * The addresses of a set in the order in which they are tried, gateways left out: round robin, starting after the one
 * given last if that still is in the set, at the start of the first range otherwise, and going once all the way round.
 * An iterator, because a set may hold 2^64 addresses.
 */
export function* candidates(set: RangeSet, last: Ip | undefined, gateways: readonly Ip[]): Generator<Ip> {
  for (const range of turn(set, last)) {
    for (let ip: Ip | undefined = range.first; ip && rangeContains(range, ip); ip = plus(ip, 1))
      if (!isAmong(gateways, ip)) yield ip;
  }
}

/** Whether an address is one of these. */
export function isAmong(ips: readonly Ip[], ip: Ip): boolean {
  return ips.some((other) => compareIp(other, ip) === 0);
}

/**
 * Which requested address goes to which set: the first that lies in it. Undefined for a set that may choose freely.
 * Throws CniError (102) for an address in no set, a second one for the same set, and any range's gateway.
 */
export function assign(sets: RangeSet[], requested: readonly Ip[]): (Ip | undefined)[] {
  const chosen = sets.map((set) => requested.find((ip) => rangeOf(set, ip)));
  const gateway = chosen.find((ip) => ip && isAmong(gatewaysOf(sets), ip));
  if (gateway) throw refusal([gateway], "it is a range's gateway");
  const leftOver = requested.filter((ip) => !chosen.includes(ip));
  const [foreign] = leftOver.filter((ip) => !sets.some((set) => rangeOf(set, ip)));
  if (foreign) throw refusal([foreign], `in no range set (${sets.map(formatRangeSet).join('; ')})`);
  if (leftOver.length > 0) throw refusal(leftOver, 'another one is requested from the same range set');
  return chosen;
}

/** The gateways of all ranges: none of them is given away, whatever set it lies in. */
export function gatewaysOf(sets: RangeSet[]): Ip[] {
  return sets.flat().map(({ gateway }) => gateway);
}

function refusal(ips: Ip[], state: string): CniError {
  const texts = ips.map((ip) => JSON.stringify(formatIp(ip))).join(', ');
  return new CniError(Code.addressUnavailable, `Cannot allocate requested IP ${texts}: ${state}`);
}

/** The ranges in the order of the round robin: the set cut after the last address given, and the front part put behind. */
export function turn(set: RangeSet, last: Ip | undefined): Range[] {
  const at = last ? set.findIndex((range) => rangeContains(range, last)) : -1;
  const range = set[at];
  if (!last || !range) return set;
  const after = plus(last, 1);
  const rest = after && rangeContains(range, after) ? [{ first: after, last: range.last }] : [];
  return [...rest, ...set.slice(at + 1), ...set.slice(0, at), { first: range.first, last }];
}
