import { cidrFamily } from '../spec/addressText.ts';
import { bitsOf, formatIp, type Ip, parseIp, plus } from './ip.ts';

/** An address and the length of its network's prefix. Host bits are kept; a subnet is a Cidr without any. */
export interface Cidr {
  ip: Ip;
  prefix: number;
}

/** The address with prefix length a text stands for ("10.1.2.3/24"), or undefined. An IPv4-mapped one stands for none. */
export function parseCidr(text: string): Cidr | undefined {
  const family = cidrFamily(text);
  const slash = text.indexOf('/');
  const ip = family && parseIp(text.slice(0, slash));
  return ip && ip.family === family ? { ip, prefix: Number(text.slice(slash + 1)) } : undefined;
}

/** The canonical text: "10.1.2.3/24". */
export function formatCidr({ ip, prefix }: Cidr): string {
  return `${formatIp(ip)}/${prefix}`;
}

/** The network an address is in: the same without host bits. */
export function subnetOf({ ip, prefix }: Cidr): Cidr {
  const hostBits = hostBitsOf({ ip, prefix });
  return { ip: { family: ip.family, value: (ip.value >> hostBits) << hostBits }, prefix };
}

/** Whether an address is in a network; the network's host bits do not matter. */
export function contains(subnet: Cidr, ip: Ip): boolean {
  if (subnet.ip.family !== ip.family) return false;
  const hostBits = hostBitsOf(subnet);
  return subnet.ip.value >> hostBits === ip.value >> hostBits;
}

/** Whether two networks have an address in common. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.prefix <= b.prefix ? contains(a, b.ip) : contains(b, a.ip);
}

/** The last address of a network: the broadcast address of an IPv4 network, the one of all ones of an IPv6 network. */
export function broadcastOf(cidr: Cidr): Ip {
  const hosts = (1n << hostBitsOf(cidr)) - 1n;
  return { family: cidr.ip.family, value: cidr.ip.value | hosts };
}

/** The address after the network's own (".1"), where a gateway is by custom; undefined when the network has only one. */
export function firstHost(cidr: Cidr): Ip | undefined {
  const ip = plus(subnetOf(cidr).ip, 1);
  return ip && contains(cidr, ip) ? ip : undefined;
}

function hostBitsOf({ ip, prefix }: Cidr): bigint {
  return BigInt(bitsOf(ip.family) - prefix);
}
