import { bitsOf, formatIp, parseIp } from '../../lib/net/ip.ts';
import type { Family } from '../../lib/spec/addressText.ts';

/** The whole number in `length` bytes, the highest first. The bytes are there: the caller has looked. */
export function numberAt(bytes: Uint8Array, at: number, length: 1 | 2 | 4): number {
  let number = 0;
  for (let index = at; index < at + length; index++) number = number * 256 + (bytes[index] ?? 0);
  return number;
}

/** A whole number in `length` bytes, the highest first; what does not fit is cut off. */
export function numberBytes(number: number, length: 1 | 2 | 4): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Math.floor(number / 256 ** (length - 1 - index)));
}

/** The text of the address that begins at a byte. */
export function addressAt(bytes: Uint8Array, at: number, family: Family): string {
  const hex = toHex(bytes.subarray(at, at + bitsOf(family) / 8));
  return formatIp({ family, value: BigInt(`0x${hex || '0'}`) });
}

/** Addresses one after the other; undefined if the bytes are none, or not a whole number of them. */
export function addressesIn(bytes: Uint8Array, family: Family): string[] | undefined {
  const size = bitsOf(family) / 8;
  if (bytes.length === 0 || bytes.length % size !== 0) return undefined;
  return Array.from({ length: bytes.length / size }, (_, index) => addressAt(bytes, index * size, family));
}

/** The 4 or 16 bytes of an address. Throws RangeError for a text that is none: it comes from us. */
export function addressBytes(text: string): Uint8Array {
  const ip = parseIp(text);
  if (ip === undefined) throw new RangeError(`Cannot encode "${text}": not an address`);
  return fromHex(ip.value.toString(16).padStart(bitsOf(ip.family) / 4, '0'));
}

/** The six bytes of "aa:bb:cc:dd:ee:ff". */
export function macBytes(mac: string): Uint8Array {
  return fromHex(mac.replaceAll(':', ''));
}

/** One after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two byte strings are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Two digits for each byte. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of an even number of hex digits. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
