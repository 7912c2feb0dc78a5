import { addressBytes, numberBytes } from '../bytes.ts';
import type { Client } from './client.ts';
import { Option, Type, unprovidable } from './option.ts';
import type { Options } from './options.ts';
import { encodePacket, type Packet } from './packet.ts';
import { requestedOptions } from './wanted.ts';

/** "No address" in a field of the header. */
const none = '0.0.0.0';

/**
 * The longest answer we take (option 57), in bytes: one that every link carries in one piece, tunnels too, because a
 * raw socket sees pieces.
 */
const longestAnswer = 1200;

/** What differs between messages; `server` and `requested` are options 54 and 50. */
export interface Words {
  xid: number;
  secs?: number;
  ciaddr?: string;
  requested?: string | undefined;
  server?: string;
}

/** DHCPDISCOVER (RFC 2131, 4.4.1); `requested` is the address we would like. */
export function discover(client: Client, words: Words): Uint8Array {
  return question(client, Type.discover, words);
}

/**
 * DHCPREQUEST (RFC 2131, 4.3.2): of an offer with `server` and `requested`, INIT-REBOOT with `requested`, renewal with
 * `ciaddr`.
 */
export function request(client: Client, words: Words): Uint8Array {
  return question(client, Type.request, words);
}

/** DHCPRELEASE (RFC 2131, 4.4.6): with the identity the lease was asked for with, and nothing else. */
export function release(client: Client, xid: number, address: string, server: string): Uint8Array {
  return message(
    client,
    { xid, ciaddr: address, server },
    new Map([[Option.messageType, Uint8Array.of(Type.release)]]),
  );
}

/** DHCPDECLINE (RFC 2131, 4.4.4): the address is somebody's. */
export function decline(client: Client, xid: number, address: string, server: string): Uint8Array {
  const type: Options = new Map([[Option.messageType, Uint8Array.of(Type.decline)]]);
  return message(client, { xid, requested: address, server }, type);
}

/** A message that asks for something: with the list of parameters and all that is provided. */
function question(client: Client, type: number, words: Words): Uint8Array {
  const options: Options = new Map([
    [Option.messageType, Uint8Array.of(type)],
    [Option.maximumSize, numberBytes(longestAnswer, 2)],
    [Option.parameters, Uint8Array.from(requestedOptions(client.settings))],
  ]);
  for (const { option, value } of client.settings.provide)
    if (!unprovidable.includes(option)) options.set(option, value);
  return message(client, words, options);
}

function message(client: Client, words: Words, options: Options): Uint8Array {
  options.set(Option.clientId, client.identity);
  if (words.requested) options.set(Option.requestedAddress, addressBytes(words.requested));
  if (words.server) options.set(Option.server, addressBytes(words.server));
  const { mac, broadcast } = client.settings;
  const { xid, secs = 0, ciaddr = none } = words;
  // Who has an address can be answered there.
  const wantsBroadcast = broadcast && ciaddr === none;
  const addresses: Pick<Packet, 'ciaddr' | 'yiaddr' | 'siaddr' | 'giaddr'> = {
    ...{ ciaddr, yiaddr: none, siaddr: none, giaddr: none },
  };
  return encodePacket({ op: 1, xid, secs, broadcast: wantsBroadcast, ...addresses, mac, options });
}
