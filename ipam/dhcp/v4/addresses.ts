import { type Cidr, contains, parseCidr } from '../../../lib/net/cidr.ts';
import { type Ip, parseIp } from '../../../lib/net/ip.ts';
import { numberAt } from '../bytes.ts';

/** 0.0.0.0/8, loopback, and what is above the unicast addresses: groups, class E, broadcast. */
const ofNobody = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3'].flatMap((text) => parseCidr(text) ?? []);

/** Whether a text is an IPv4 address that one host on a network can have. */
export function isHostAddress(text: string): boolean {
  const ip = parseIp(text);
  return ip?.family === 4 && !ofNobody.some((net) => contains(net, ip));
}

/** The network's own address and its broadcast address, where it has them (not with 31 and 32 bits, RFC 3021). */
export function isOfAll({ ip, prefix }: Cidr): boolean {
  const hosts = (1n << BigInt(32 - prefix)) - 1n;
  const host = ip.value & hosts;
  return prefix < 31 && (host === 0n || host === hosts);
}

/** The prefix length of a mask in four bytes, or undefined if it is none: nothing set, or with holes. */
export function prefixOfMask(bytes: Uint8Array): number | undefined {
  if (bytes.length !== 4) return undefined;
  const host = 0xffffffff - numberAt(bytes, 0, 4);
  const bits = Math.log2(host + 1);
  return Number.isInteger(bits) && bits < 32 ? 32 - bits : undefined;
}

/** The prefix length that an address of class A, B or C has by itself (RFC 791), as option 33 takes for granted. */
export function classfulPrefix({ value }: Ip): number {
  const first = Number(value >> 24n);
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}
