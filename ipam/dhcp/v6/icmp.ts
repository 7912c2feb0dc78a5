import { addressAt, addressBytes, joined, numberAt, numberBytes } from '../bytes.ts';
import { sumOf } from '../sum.ts';

const icmp = 58;
/** Whoever hears it drops what may have come from beyond the link (RFC 4861, 6.1 and 7.1). */
const hopLimit = 255;

/** An ICMPv6 message of a link and its ends. `body`: from the type on. */
export interface LinkMessage {
  from: string;
  to: string;
  body: Uint8Array;
}

/** The IPv6 packet of a message of Neighbor Discovery; the sum is put into its body. RFC 4443, 2.3. */
export function linkPacket({ from, to, body }: LinkMessage): Uint8Array {
  const ends = joined(addressBytes(from), addressBytes(to));
  const blank = joined(body.subarray(0, 2), new Uint8Array(2), body.subarray(4));
  blank.set(numberBytes(~sumWithEnds(ends, blank) & 0xffff, 2), 2);
  const head = joined(
    Uint8Array.of(0x60, 0, 0, 0),
    numberBytes(blank.length, 2),
    Uint8Array.of(icmp, hopLimit),
  );
  return joined(head, ends, blank);
}

/**
 * What a packet says; undefined if it is no ICMPv6, has come from beyond the link, is cut short, or its sum is wrong.
 * Behind it there may be filling. A head between that of IPv6 and the message has no place here.
 */
export function readLinkPacket(packet: Uint8Array): LinkMessage | undefined {
  if (packet.length < 44 || (packet[0] ?? 0) >> 4 !== 6) return undefined;
  if (packet[6] !== icmp || packet[7] !== hopLimit) return undefined;
  const length = numberAt(packet, 4, 2);
  if (length < 4 || length > packet.length - 40) return undefined;
  const [ends, body] = [packet.subarray(8, 40), packet.subarray(40, 40 + length)];
  if (sumWithEnds(ends, body) !== 0xffff) return undefined;
  return { from: addressAt(ends, 0, 6), to: addressAt(ends, 16, 6), body };
}

/** Over the message and the head that is only thought of (RFC 8200, 8.1). */
function sumWithEnds(ends: Uint8Array, body: Uint8Array): number {
  return sumOf(joined(ends, numberBytes(body.length, 4), numberBytes(icmp, 4), body));
}
