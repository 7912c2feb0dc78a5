import { broadcastOf, type Cidr, contains, formatCidr, parseCidr } from '../../lib/net/cidr.ts';
import { compareIp, formatIp, type Ip, parseIp } from '../../lib/net/ip.ts';
import type { CniError } from '../../lib/spec/errors.ts';
import type { Fields } from '../../lib/spec/fields.ts';
import type { IpConfig } from '../../lib/spec/result.ts';

/** An address for the container, and who could have said it better. */
export interface Address {
  /** Host bits kept. */
  cidr: Cidr;
  gateway?: Ip;
  /** The error about it, naming key and value as they were written. */
  refuse(state: string): CniError;
}

/** What an address must look like, for messages. */
export const notCidr = 'not an address with prefix length, like 10.1.2.3/24';

/** Reads a member of `ipam.addresses`. Throws CniError with the fields' code, key and value. */
export function parseAddress(fields: Fields): Address {
  const text = fields.text('address');
  if (text === undefined) throw fields.refusal('address', 'is missing');
  const cidr = parseCidr(text);
  if (cidr === undefined) throw fields.refusal('address', notCidr);
  const gateway = parseGateway(fields, cidr);
  return { cidr, refuse: (state) => fields.refusal('address', state), ...(gateway && { gateway }) };
}

/** The text of an address as results have it: canonical, with its gateway. */
export function toIpConfig({ cidr, gateway }: Address): IpConfig {
  return { address: formatCidr(cidr), ...(gateway && { gateway: formatIp(gateway) }) };
}

/** The address with the last of these gateways that lies in its subnet; its own if none does. */
export function withGatewayOf(address: Address, gateways: readonly Ip[]): Address {
  const gateway = gateways.findLast((ip) => contains(address.cidr, ip));
  return gateway ? { ...address, gateway } : address;
}

/**
 * The rules for the addresses of one attachment: each of them once, none that no interface can have, and a gateway that is somebody
 * else: not one of these addresses, and one that an interface can have. Throws the error of the address that breaks one.
 */
export function judgeAddresses(addresses: readonly Address[]): void {
  const own = new Set<string>();
  for (const { cidr, refuse } of addresses) {
    if (!isUnicast(cidr.ip)) throw refuse('no interface can have it');
    const ip = formatIp(cidr.ip);
    if (own.has(ip)) throw refuse('the same address is there twice');
    own.add(ip);
  }
  for (const address of addresses) judgeGateway(address, own);
}

/** `own`: all addresses of the attachment. */
function judgeGateway({ cidr, gateway, refuse }: Address, own: ReadonlySet<string>): void {
  if (gateway === undefined) return;
  const text = formatIp(gateway);
  if (compareIp(gateway, cidr.ip) === 0) throw refuse('it is its own gateway');
  if (own.has(text)) throw refuse(`its gateway ${text} is an address of the container too`);
  if (!isUnicast(gateway) || isBroadcast(gateway, cidr))
    throw refuse(`no interface can have its gateway ${text}`);
}

/**
 * It may lie outside the subnet: `ptp` and routes of the link reach it, and fe80::1 serves every IPv6 subnet. An empty
 * text counts as absent, as it does for Go's decoder.
 */
function parseGateway(fields: Fields, { ip }: Cidr): Ip | undefined {
  const text = fields.text('gateway');
  if (!text) return undefined;
  const gateway = parseIp(text);
  if (gateway === undefined) throw fields.refusal('gateway', 'not an IP address');
  if (gateway.family !== ip.family)
    throw fields.refusal('gateway', `not of the family of the address ${formatIp(ip)}`);
  return gateway;
}

/** Everybody's address in an IPv4 subnet that is large enough to have one (RFC 3021); the kernel takes it for no gateway. */
function isBroadcast(ip: Ip, subnet: Cidr): boolean {
  return ip.family === 4 && subnet.prefix <= 30 && compareIp(broadcastOf(subnet), ip) === 0;
}

/** Neither "no address" (0.0.0.0, ::) nor a group's (224.0.0.0/4, ff00::/8) nor everybody's (255.255.255.255). */
function isUnicast({ family, value }: Ip): boolean {
  if (value === 0n) return false;
  return family === 6 ? value >> 120n !== 0xffn : value >> 28n !== 0xen && value !== 0xffffffffn;
}
