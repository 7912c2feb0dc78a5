import { joined, macBytes } from '../bytes.ts';
import { linkPacket } from './icmp.ts';

/** All routers on a link, by IPv6 and by Ethernet (RFC 4291, 2.7.1; RFC 2464, 7). */
const allRouters = 'ff02::2';
export const allRoutersMac = '33:33:00:00:00:02';

/**
 * An IPv6 packet that asks routers to announce themselves (RFC 4861, 4.1). `from`: a link-local address, or "::" while
 * there is none; with it goes the MAC, so that the answer can come at once.
 */
export function routerSolicitation(mac: string, from: string): Uint8Array {
  const option = from === '::' ? new Uint8Array() : joined(Uint8Array.of(1, 1), macBytes(mac));
  const body = joined(Uint8Array.of(133, 0, 0, 0, 0, 0, 0, 0), option);
  return linkPacket({ from, to: allRouters, body });
}
