import { parseIp } from '../net/ip.ts';

/** Families of sockets. */
export const AF_INET6 = 10;
export const AF_PACKET = 17;

/**
 * Where a packet socket is bound to, or sends to: link, kind of frame, and MAC, if any. struct sockaddr_ll,
 * packet(7).
 */
export function packetAddress(etherType: number, index: number, mac = ''): Uint8Array {
  const view = new DataView(new ArrayBuffer(20));
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, etherType);
  view.setInt32(4, index, true);
  if (mac !== '') view.setUint8(11, 6);
  for (const [at, pair] of mac.split(':').entries()) view.setUint8(12 + at, Number.parseInt(pair || '0', 16));
  return new Uint8Array(view.buffer);
}

/** Address and port at a link. struct sockaddr_in6, ipv6(7). */
export function ipv6Address(address: string, port: number, index: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(28));
  view.setUint16(0, AF_INET6, true);
  view.setUint16(2, port);
  const { value } = parseIp(address) ?? { value: 0n };
  view.setBigUint64(8, value >> 64n);
  view.setBigUint64(16, value & 0xffff_ffff_ffff_ffffn);
  view.setUint32(24, index, true);
  return new Uint8Array(view.buffer);
}
