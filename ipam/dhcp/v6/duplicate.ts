import { addressAt, addressBytes, joined, sameBytes, toHex } from '../bytes.ts';
import { type LinkMessage, linkPacket, readLinkPacket } from './icmp.ts';

const solicitation = 135;
const advertisement = 136;
/** Options of Neighbor Discovery: the sender's MAC (RFC 4861, 4.6.1), and a random number (RFC 7527, 4). */
const senderMac = 1;
const nonceOption = 14;

/** What asks for duplicates of `address`. */
export interface Probe {
  address: string;
  /** Six random bytes, by which a solicitation of ours is known that comes back, whatever its MAC. */
  nonce: Uint8Array;
}

/** A Neighbor Solicitation from no address, to whoever may have this one (RFC 4862, 5.4.2; RFC 7527, 4.1). */
export function duplicateQuestion({ address, nonce }: Probe): Uint8Array {
  const head = Uint8Array.of(solicitation, 0, 0, 0, 0, 0, 0, 0);
  const body = joined(head, addressBytes(address), Uint8Array.of(nonceOption, 1), nonce);
  return linkPacket({ from: '::', to: solicitedNode(address), body });
}

/** The group that all who have an address like this one listen to (RFC 4291, 2.7.1). */
export function solicitedNode(address: string): string {
  const start = addressBytes('ff02::1:ff00:0').subarray(0, 13);
  return addressAt(joined(start, addressBytes(address).subarray(13)), 0, 6);
}

/** The MAC of that group (RFC 2464, 7). */
export function solicitedNodeMac(address: string): string {
  const end = toHex(addressBytes(address).subarray(13));
  return `33:33:ff${end.replace(/../g, ':$&')}`;
}

/**
 * Whether a packet heard during a probe shows that somebody else has the address (an advertisement), or is about to
 * take it (another one's probe): RFC 4862, 5.4.3 and 5.4.4. What is not as RFC 4861, 7.1, has it, is no packet.
 */
export function isDuplicate(packet: Uint8Array, { address, nonce }: Probe): boolean {
  const message = readLinkPacket(packet);
  if (message === undefined || message.body.length < 24 || message.body[1] !== 0) return false;
  if (addressAt(message.body, 8, 6) !== address) return false;
  const options = optionsOf(message.body.subarray(24));
  if (options === undefined) return false;
  if (message.body[0] === advertisement) return isAdvertisement(message);
  // Solicited from an address, it is resolved, by whoever wants to speak to it.
  if (message.body[0] !== solicitation || message.from !== '::') return false;
  if (message.to !== solicitedNode(address) || options.some(({ kind }) => kind === senderMac)) return false;
  return !options.some(({ kind, value }) => kind === nonceOption && sameBytes(value, nonce));
}

/** One to a group answers nobody's question, and so must not say that it does; none is from a group or from nobody. */
function isAdvertisement({ from, to, body }: LinkMessage): boolean {
  const isSolicited = ((body[4] ?? 0) & 0x40) !== 0;
  return from !== '::' && !isGroup(from) && !(isGroup(to) && isSolicited);
}

function isGroup(address: string): boolean {
  return /^ff[0-9a-f]{2}:/.test(address);
}

/** Options one after the other, lengths in units of eight bytes; undefined if one has none, or goes past the end. */
function optionsOf(bytes: Uint8Array): { kind: number; value: Uint8Array }[] | undefined {
  const options: { kind: number; value: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 8 * (bytes[at + 1] ?? 0);
    if (end === at || end > bytes.length) return undefined;
    options.push({ kind: bytes[at] ?? 0, value: bytes.subarray(at + 2, end) });
    at = end;
  }
  return options;
}
