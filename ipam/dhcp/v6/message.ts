import { joined, numberAt, numberBytes } from '../bytes.ts';

/** An option as it stands in a message; one may be there several times. */
export interface Coded {
  code: number;
  value: Uint8Array;
}

/** A message between client and server (RFC 8415, 8). */
export interface Message {
  type: number;
  /** 24 bits. */
  xid: number;
  options: Coded[];
}

/**
 * What a payload of UDP says, or undefined if it is broken: too short, or an option goes past its end. Never throws.
 */
export function decodeMessage(bytes: Uint8Array): Message | undefined {
  const options = bytes.length < 4 ? undefined : decodeOptions(bytes.subarray(4));
  return options && { type: numberAt(bytes, 0, 1), xid: numberAt(bytes, 0, 4) % 2 ** 24, options };
}

/** Options one after the other (RFC 8415, 21.1), or undefined if they do not fill the bytes. */
export function decodeOptions(bytes: Uint8Array): Coded[] | undefined {
  const options: Coded[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + numberAt(bytes, at + 2, 2);
    if (at + 4 > bytes.length || end > bytes.length) return undefined;
    options.push({ code: numberAt(bytes, at, 2), value: bytes.slice(at + 4, end) });
    at = end;
  }
  return options;
}

/** The payload of UDP that says this. Values are at most 65,535 bytes. */
export function encodeMessage({ type, xid, options }: Message): Uint8Array {
  return joined(Uint8Array.of(type), numberBytes(xid, 4).subarray(1), encodeOptions(options));
}

/** Options one after the other. */
export function encodeOptions(options: readonly Coded[]): Uint8Array {
  return joined(
    ...options.map(({ code, value }) => joined(numberBytes(code, 2), numberBytes(value.length, 2), value)),
  );
}
