import { type Family, ipFamily } from '../spec/addressText.ts';

/** A bare address. `value` is its 32 or 128 bits as one number. */
export interface Ip {
  family: Family;
  value: bigint;
}

/** Number of bits in an address. */
export function bitsOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/**
 * The address a text stands for, or undefined if it stands for none. Strict: no prefix length, no zone, no leading zeros
 * in IPv4. An IPv4-mapped IPv6 address ("::ffff:10.1.2.3") is the IPv4 address, as it is for every CNI plugin written in
 * Go: both spellings must lead to the same file, rule and comparison.
 */
export function parseIp(text: string): Ip | undefined {
  const family = ipFamily(text);
  if (family === undefined) return undefined;
  if (family === 4) return { family, value: BigInt(ipv4Bits(text)) };
  const value = ipv6Bits(text);
  return value >> 32n === 0xffffn ? { family: 4, value: value & 0xffffffffn } : { family, value };
}

/** The one canonical text of an address: dotted decimal, or RFC 5952 (lower case, longest run of zeros as "::"). */
export function formatIp({ family, value }: Ip): string {
  if (family === 4) return dotted(Number(value));
  if (value >> 32n === 0xffffn) return `::ffff:${dotted(Number(value & 0xffffffffn))}`;
  return compress(groupsOf(value));
}

/** Order for sorting: IPv4 before IPv6, then by value. Negative, zero or positive. */
export function compareIp(a: Ip, b: Ip): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.value < b.value ? -1 : Number(a.value > b.value);
}

/** The address n further on (n may be negative), or undefined where the family has no such address. */
export function plus(ip: Ip, n: bigint | number): Ip | undefined {
  const value = ip.value + BigInt(n);
  return value >= 0n && value >> BigInt(bitsOf(ip.family)) === 0n ? { family: ip.family, value } : undefined;
}

function ipv4Bits(text: string): number {
  return text.split('.').reduce((bits, part) => bits * 256 + Number(part), 0);
}

function ipv6Bits(text: string): bigint {
  const [before = '', after = ''] = text.split('::');
  const head = hexOf(before);
  const tail = hexOf(after);
  return BigInt(`0x${head}${'0'.repeat(32 - head.length - tail.length)}${tail}`);
}

/** Four hex digits for each group, eight for an IPv4 address at the end. */
function hexOf(groups: string): string {
  if (groups === '') return '';
  const hex = (part: string) =>
    part.includes('.') ? ipv4Bits(part).toString(16).padStart(8, '0') : part.padStart(4, '0');
  return groups.split(':').map(hex).join('');
}

function dotted(bits: number): string {
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
}

function groupsOf(value: bigint): number[] {
  const hex = value.toString(16).padStart(32, '0');
  return Array.from({ length: 8 }, (_, index) => Number.parseInt(hex.slice(index * 4, index * 4 + 4), 16));
}

/** A single zero group is never shortened (RFC 5952, 4.2.2); of runs of equal length the first is (4.2.3). */
function compress(groups: number[]): string {
  const { start, length } = longestZeros(groups);
  const text = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  return length < 2 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

function longestZeros(groups: number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    const end = groups.findIndex((group, index) => index >= start && group !== 0);
    const length = (end < 0 ? groups.length : end) - start;
    if (length > longest.length) longest = { start, length };
  }
  return longest;
}
