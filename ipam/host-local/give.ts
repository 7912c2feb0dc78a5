import { formatIp, type Ip } from '../../lib/net/ip.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { IpConfig } from '../../lib/spec/result.ts';
import { rangeOf } from './allocate.ts';
import { freeIn } from './free.ts';
import { formatRangeSet, type RangeSet } from './rangeSet.ts';
import type { Taking } from './reservation.ts';
import type { Store } from './store.ts';

/** What is to be given from one range set. */
export interface Want {
  set: RangeSet;
  /** Its place among the sets, under which the address given last is remembered. */
  index: number;
  /** The address asked for. */
  wanted: Ip | undefined;
  /** Addresses never to be given. */
  gateways: readonly Ip[];
}

/** Takes one address from a range set. Throws CniError (102) if the one asked for is taken, or all are. */
export function give(store: Store, taking: Taking, want: Want): IpConfig {
  const ip = want.wanted ? giveWanted(store, taking, want, want.wanted) : giveNext(store, taking, want);
  const range = rangeOf(want.set, ip);
  if (!range) throw new RangeError(`${formatIp(ip)} is in no range of its set`);
  return { address: `${formatIp(ip)}/${range.subnet.prefix}`, gateway: formatIp(range.gateway) };
}

function giveWanted(store: Store, taking: Taking, { set, index }: Want, ip: Ip): Ip {
  const address = formatIp(ip);
  if (taking.take(address, index)) return ip;
  const state = `not available in range set ${formatRangeSet(set)}`;
  const holder = store.holder(address)?.replace('\r\n', ' ');
  const details = holder ? `it is reserved for ${holder}` : undefined;
  throw new CniError(Code.addressUnavailable, `Cannot allocate requested IP "${address}": ${state}`, details);
}

function giveNext(store: Store, taking: Taking, { set, index, gateways }: Want): Ip {
  for (const ip of freeIn(store, set, index, gateways)) if (taking.take(formatIp(ip), index)) return ip;
  const state = `no IP addresses available in range set: ${formatRangeSet(set)}`;
  throw new CniError(Code.addressUnavailable, `Cannot allocate an address: ${state}`);
}
