import { joined } from '../bytes.ts';
import { Option } from './option.ts';

/** The values of options by number, in the order of their first appearance. */
export type Options = Map<number, Uint8Array>;

/** The magic cookie that options begin with (RFC 2132, 2). */
export const cookie = Uint8Array.of(99, 130, 83, 99);

/**
 * The options of one field, added to those before: the parts of an option that is there several times are one value
 * (RFC 3396, 7). False if one does not fit into the field. A missing end is let pass: some servers leave it out of a
 * full field.
 */
export function addOptions(field: Uint8Array, options: Options): boolean {
  for (let at = 0; at < field.length && field[at] !== Option.end; ) {
    const number = field[at++] ?? 0;
    if (number === Option.pad) continue;
    const start = at + 1;
    const end = start + (field[at] ?? Number.POSITIVE_INFINITY);
    if (end > field.length) return false;
    options.set(number, joined(options.get(number) ?? new Uint8Array(), field.subarray(start, end)));
    at = end;
  }
  return true;
}

/** Options one after the other, those of more than 255 bytes in parts, and the end. */
export function encodeOptions(options: Options): Uint8Array {
  const parts = [...options].flatMap(([number, value]) => encodeOption(number, value));
  return joined(...parts, Uint8Array.of(Option.end));
}

function encodeOption(number: number, value: Uint8Array): Uint8Array[] {
  const count = Math.max(1, Math.ceil(value.length / 255));
  return Array.from({ length: count }, (_, index) => {
    const part = value.subarray(index * 255, index * 255 + 255);
    return joined(Uint8Array.of(number, part.length), part);
  });
}
