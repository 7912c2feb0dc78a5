import { addressAt, addressBytes, joined, macBytes, numberAt, numberBytes, toHex } from '../bytes.ts';

/** What an ARP packet over Ethernet says (RFC 826). */
export interface Arp {
  isReply: boolean;
  /** "aa:bb:cc:dd:ee:ff" */
  senderMac: string;
  /** "0.0.0.0" of a probe. */
  sender: string;
  target: string;
}

/** Asks who has `target`. From no address it is a probe (RFC 5227), which nobody learns anything from. */
export function whoHas(target: string, mac: string, sender = '0.0.0.0'): Uint8Array {
  const kind = Uint8Array.of(0, 1, 8, 0, 6, 4);
  const from = joined(macBytes(mac), addressBytes(sender));
  return joined(kind, numberBytes(1, 2), from, new Uint8Array(6), addressBytes(target));
}

/** What a packet says; undefined if it is no ARP of IPv4 over Ethernet. */
export function parseArp(packet: Uint8Array): Arp | undefined {
  if (packet.length < 28 || toHex(packet.subarray(0, 6)) !== '000108000604') return undefined;
  const operation = numberAt(packet, 6, 2);
  if (operation !== 1 && operation !== 2) return undefined;
  return {
    isReply: operation === 2,
    senderMac: toHex(packet.subarray(8, 14)).replace(/..(?!$)/g, '$&:'),
    sender: addressAt(packet, 14, 4),
    target: addressAt(packet, 24, 4),
  };
}

/**
 * Whether a packet heard during a probe shows that somebody else has the address, or wants it at this moment (RFC
 * 5227, 2.1.1). `isShared`: other links have the MAC of who probes, so that it does not tell who speaks; but who probes
 * never says that he has the address.
 */
export function isConflict(arp: Arp, address: string, mac: string, isShared = false): boolean {
  const isOwnMac = arp.senderMac === mac;
  if (arp.sender === address) return isShared || !isOwnMac;
  return !isOwnMac && !arp.isReply && arp.sender === '0.0.0.0' && arp.target === address;
}
