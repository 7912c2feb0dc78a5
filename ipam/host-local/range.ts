import {
  broadcastOf,
  type Cidr,
  contains,
  firstHost,
  formatCidr,
  parseCidr,
  subnetOf,
} from '../../lib/net/cidr.ts';
import { bitsOf, compareIp, formatIp, type Ip, parseIp } from '../../lib/net/ip.ts';
import type { Range } from '../../lib/net/range.ts';
import type { CniError } from '../../lib/spec/errors.ts';
import type { Fields } from '../../lib/spec/fields.ts';

/** Addresses to give away, all of one subnet. The subnet gives an address its prefix length and its gateway. */
export interface SubnetRange extends Range {
  subnet: Cidr;
  gateway: Ip;
}

export const rangeKeys = ['subnet', 'rangeStart', 'rangeEnd', 'gateway'] as const;

/**
 * Reads a range with its defaults: the gateway is the first address after the network's own, `rangeStart` too (the gateway
 * itself is never given away), `rangeEnd` is the last one before the broadcast address, or the very last one in IPv6.
 * Throws CniError with the fields' code, key and value.
 */
export function parseRange(fields: Fields): SubnetRange {
  const subnet = parseSubnet(fields);
  const usual = firstHost(subnet) ?? subnet.ip;
  const gateway = inside(fields, 'gateway', subnet, isLinkLocal) ?? usual;
  const first = inside(fields, 'rangeStart', subnet) ?? usual;
  const last = inside(fields, 'rangeEnd', subnet) ?? lastHost(subnet);
  if (compareIp(first, last) > 0) throw reversed(fields, first, last);
  return { subnet, gateway, first, last };
}

function parseSubnet(fields: Fields): Cidr {
  const text = fields.text('subnet');
  if (text === undefined) throw fields.refusal('subnet', 'is missing');
  const cidr = parseCidr(text);
  if (cidr === undefined)
    throw fields.refusal('subnet', 'not a network with prefix length, like 10.1.2.0/24');
  const network = subnetOf(cidr);
  if (cidr.ip.value !== network.ip.value)
    throw fields.refusal('subnet', `host bits are set, the network is ${formatCidr(network)}`);
  const longest = bitsOf(cidr.ip.family) - 2;
  if (cidr.prefix > longest)
    throw fields.refusal('subnet', `too small to allocate from, the smallest is a /${longest}`);
  return cidr;
}

/** An empty text counts as absent, as it does for Go's decoder. */
function inside(fields: Fields, key: string, subnet: Cidr, except?: (ip: Ip) => boolean): Ip | undefined {
  const text = fields.text(key);
  if (!text) return undefined;
  const ip = parseIp(text);
  if (ip === undefined) throw fields.refusal(key, 'not an IP address');
  if (contains(subnet, ip) || except?.(ip)) return ip;
  throw fields.refusal(key, `outside the subnet ${formatCidr(subnet)}`);
}

/** Names the key that was written: the other end may be the default. */
function reversed(fields: Fields, first: Ip, last: Ip): CniError {
  return fields.text('rangeStart')
    ? fields.refusal('rangeStart', `above the end of the range, ${formatIp(last)}`)
    : fields.refusal('rangeEnd', `below the start of the range, ${formatIp(first)}`);
}

function lastHost(subnet: Cidr): Ip {
  const last = broadcastOf(subnet);
  return last.family === 4 ? { family: 4, value: last.value - 1n } : last;
}

/** On the link whatever the subnet: fe80::1 is a usual gateway of any IPv6 subnet. */
function isLinkLocal(ip: Ip): boolean {
  return ip.family === 6 && ip.value >> 118n === 0x3fan;
}
