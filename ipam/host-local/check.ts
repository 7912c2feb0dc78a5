import { parseCidr } from '../../lib/net/cidr.ts';
import { formatIp, parseIp } from '../../lib/net/ip.ts';
import { rangeOf } from './allocate.ts';
import type { RangeSet } from './rangeSet.ts';

/**
 * What differs between the addresses ADD gave and the reservations, a line each; nothing if all is well. Every address
 * that lies in our ranges must be held by the attachment, and there must be one at least; others may be somebody else's.
 *
 * @param addresses with or without prefix length
 * @param isOurs whether a bare address is reserved for the attachment
 */
export function findDifferences(
  sets: RangeSet[],
  addresses: string[],
  isOurs: (address: string) => boolean,
): string[] {
  const ips = addresses.flatMap((text) => parseCidr(text)?.ip ?? parseIp(text) ?? []);
  const given = ips.filter((ip) => sets.some((set) => rangeOf(set, ip))).map(formatIp);
  if (given.length === 0) return ['it has no address of these ranges'];
  return given.filter((address) => !isOurs(address)).map((address) => `${address} is not reserved for it`);
}
