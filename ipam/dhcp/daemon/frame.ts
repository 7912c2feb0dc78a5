import { addressAt, addressBytes, joined, numberAt, numberBytes } from '../bytes.ts';
import { sumOf } from '../sum.ts';

/** UDP over IPv4 as a client of DHCP says it: from port 68 to port 67. `from`, `to`: addresses. RFC 791, 768. */
export function toServer(payload: Uint8Array, from: string, to: string): Uint8Array {
  const ends = joined(addressBytes(from), addressBytes(to));
  const length = 8 + payload.length;
  const blank = joined(numberBytes(68, 2), numberBytes(67, 2), numberBytes(length, 2), new Uint8Array(2));
  // A sum of 0 means "none": its other spelling is written.
  const sum = ~sumOf(joined(pseudoHead(ends, length), blank, payload)) & 0xffff || 0xffff;
  const udp = joined(blank.subarray(0, 6), numberBytes(sum, 2), payload);
  return joined(head(ends, udp.length), udp);
}

/** Version 4, no options, not to be cut into fragments, 64 hops. */
function head(ends: Uint8Array, length: number): Uint8Array {
  const before = joined(
    Uint8Array.of(0x45, 0x10),
    numberBytes(20 + length, 2),
    Uint8Array.of(0, 0, 0x40, 0, 64, 17),
  );
  const sum = ~sumOf(joined(before, new Uint8Array(2), ends)) & 0xffff;
  return joined(before, numberBytes(sum, 2), ends);
}

/** What came by UDP to port 68, and from whom; undefined for a packet whose lengths or sums are wrong. */
export function fromServer(packet: Uint8Array): { payload: Uint8Array; from: string } | undefined {
  const headLength = ((packet[0] ?? 0) & 15) * 4;
  if ((packet[0] ?? 0) >> 4 !== 4 || headLength < 20 || packet.length < headLength + 8) return undefined;
  const length = numberAt(packet, 2, 2);
  if (length > packet.length || length < headLength + 8) return undefined; // behind it there may be filling
  if (packet[9] !== 17 || (numberAt(packet, 6, 2) & 0x3fff) !== 0) return undefined; // no parts of a packet
  if (sumOf(packet.subarray(0, headLength)) !== 0xffff) return undefined;
  const udp = packet.subarray(headLength, length);
  if (numberAt(udp, 2, 2) !== 68 || !isSound(udp, packet.subarray(12, 20))) return undefined;
  return { payload: udp.slice(8, numberAt(udp, 4, 2)), from: addressAt(packet, 12, 4) };
}

/**
 * Whether length and sum are right. A packet that never left this machine often has but the sum of its pseudo head,
 * which the hardware would have completed.
 */
function isSound(udp: Uint8Array, ends: Uint8Array): boolean {
  const length = numberAt(udp, 4, 2);
  if (length < 8 || length > udp.length) return false;
  const sum = numberAt(udp, 6, 2);
  const pseudo = pseudoHead(ends, length);
  return sum === 0 || sum === sumOf(pseudo) || sumOf(joined(pseudo, udp.subarray(0, length))) === 0xffff;
}

function pseudoHead(ends: Uint8Array, length: number): Uint8Array {
  return joined(ends, Uint8Array.of(0, 17), numberBytes(length, 2));
}
