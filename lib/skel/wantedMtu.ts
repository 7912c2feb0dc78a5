import type { Fields } from '../spec/fields.ts';

/**
 * Reads the key `mtu`, bytes; absent and 0 mean the kernel's default, undefined here. Throws CniError outside 68 to
 * 65535.
 */
export function wantedMtu(fields: Fields): number | undefined {
  const mtu = fields.integer('mtu');
  if (!mtu) return undefined;
  if (mtu < 68 || mtu > 65_535) throw fields.refusal('mtu', 'not from 68 to 65535');
  return mtu;
}
