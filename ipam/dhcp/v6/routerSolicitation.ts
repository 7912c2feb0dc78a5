import { addressBytes, joined, macBytes, numberBytes } from '../bytes.ts';
import { sumOf } from '../sum.ts';

/** All routers on a link, by IPv6 and by Ethernet (RFC 4291, 2.7.1; RFC 2464, 7). */
const allRouters = 'ff02::2';
export const allRoutersMac = '33:33:00:00:00:02';

const icmp = 58;
/** Routers drop what may have come from beyond the link. */
const hopLimit = 255;

/**
 * An IPv6 packet that asks routers to announce themselves (RFC 4861, 4.1). `from`: a link-local address, or "::" while
 * there is none; with it goes the MAC, so that the answer can come at once.
 */
export function routerSolicitation(mac: string, from: string): Uint8Array {
  const option = from === '::' ? new Uint8Array() : joined(Uint8Array.of(1, 1), macBytes(mac));
  const ends = joined(addressBytes(from), addressBytes(allRouters));
  const blank = joined(Uint8Array.of(133, 0, 0, 0, 0, 0, 0, 0), option);
  const sum = ~sumOf(joined(ends, numberBytes(blank.length, 4), numberBytes(icmp, 4), blank)) & 0xffff;
  blank.set(numberBytes(sum, 2), 2);
  const head = joined(
    Uint8Array.of(0x60, 0, 0, 0),
    numberBytes(blank.length, 2),
    Uint8Array.of(icmp, hopLimit),
  );
  return joined(head, ends, blank);
}
