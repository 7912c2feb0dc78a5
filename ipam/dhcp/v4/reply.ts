import { addressAt, sameBytes } from '../bytes.ts';
import { isHostAddress } from './addresses.ts';
import type { Client } from './client.ts';
import type { Grant, Refusal } from './lease.ts';
import { Option, Type } from './option.ts';
import { decodePacket } from './packet.ts';

/** What a server says to this client. */
export interface Reply extends Grant {
  type: 'offer' | 'ack' | 'nak';
  xid: number;
}

const types = new Map<number, Reply['type']>([
  [Type.offer, 'offer'],
  [Type.ack, 'ack'],
  [Type.nak, 'nak'],
]);

/**
 * The answer in a payload, or undefined for what is none to this client: no DHCP, broken, a client's, for another
 * hardware address, with another's client identifier (RFC 6842), or of a server that does not say who it is. Whether it
 * answers what was asked, its xid shows.
 */
export function decodeReply(payload: Uint8Array, client: Client): Reply | undefined {
  const packet = decodePacket(payload);
  if (packet?.op !== 2 || packet.mac !== client.settings.mac) return undefined;
  const { xid, yiaddr: address, giaddr: relay, options } = packet;
  const type = typeOf(options.get(Option.messageType));
  const server = options.get(Option.server);
  const identity = options.get(Option.clientId);
  if (type === undefined || server?.length !== 4) return undefined;
  if (identity && !sameBytes(identity, client.identity)) return undefined;
  const name = addressAt(server, 0, 4);
  if (!isHostAddress(name)) return undefined;
  return { type, xid, address, options, server: name, ...(isHostAddress(relay) && { relay }) };
}

function typeOf(value: Uint8Array | undefined): Reply['type'] | undefined {
  return value?.length === 1 ? types.get(value[0] ?? 0) : undefined;
}

/** "server 10.0.0.1 gave 10.0.0.5 without a subnet mask (option 1)". */
export function unusable({ server, address }: Reply, { refused }: Refusal): string {
  return `server ${server} gave ${address} ${refused}`;
}
