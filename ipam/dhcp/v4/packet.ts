import { addressAt, addressBytes, joined, macBytes, numberAt, numberBytes, toHex } from '../bytes.ts';
import { Option } from './option.ts';
import { addOptions, cookie, encodeOptions, type Options } from './options.ts';

/** A message of DHCPv4 (RFC 2131, 2) between a client on Ethernet and a server. */
export interface Packet {
  /** 1: from a client; 2: from a server. */
  op: number;
  xid: number;
  /** Seconds since the client began. */
  secs: number;
  /** The answer is to be broadcast. */
  broadcast: boolean;
  /** Of client, "your", next server, relay: "0.0.0.0" for none. */
  ciaddr: string;
  yiaddr: string;
  siaddr: string;
  giaddr: string;
  /** "aa:bb:cc:dd:ee:ff". */
  mac: string;
  options: Options;
}

/** Where the fields begin; options come after the cookie. */
const At = { flags: 10, ciaddr: 12, chaddr: 28, sname: 44, file: 108, cookie: 236, options: 240 } as const;

/** BOOTP relays may drop what is shorter (RFC 1542, 2.1). */
const shortest = 300;

/**
 * What a payload of UDP says, or undefined if it is no message of DHCP for Ethernet, or broken: too short, without the
 * cookie, with an option that goes past the end of its field. Never throws.
 */
export function decodePacket(bytes: Uint8Array): Packet | undefined {
  const isDhcp =
    bytes.length >= At.options && cookie.every((byte, index) => byte === bytes[At.cookie + index]);
  if (!isDhcp || bytes[1] !== 1 || bytes[2] !== 6) return undefined;
  const options = optionsOf(bytes);
  if (options === undefined) return undefined;
  const [ciaddr = '', yiaddr = '', siaddr = '', giaddr = ''] = [0, 1, 2, 3].map((index) =>
    addressAt(bytes, At.ciaddr + 4 * index, 4),
  );
  return {
    op: numberAt(bytes, 0, 1),
    xid: numberAt(bytes, 4, 4),
    secs: numberAt(bytes, 8, 2),
    broadcast: numberAt(bytes, At.flags, 1) >= 128,
    ...{ ciaddr, yiaddr, siaddr, giaddr },
    mac: toHex(bytes.subarray(At.chaddr, At.chaddr + 6)).replace(/..(?!$)/g, '$&:'),
    options,
  };
}

/** Option 52 says which of the fields "file" (1) and "sname" (2) hold options too, in this order (RFC 3396, 5). */
function optionsOf(bytes: Uint8Array): Options | undefined {
  const options: Options = new Map();
  if (!addOptions(bytes.subarray(At.options), options)) return undefined;
  const overload = options.get(Option.overload)?.[0] ?? 0;
  if (overload & 1 && !addOptions(bytes.subarray(At.file, At.cookie), options)) return undefined;
  if (overload & 2 && !addOptions(bytes.subarray(At.sname, At.file), options)) return undefined;
  options.delete(Option.overload);
  return options;
}

/** The payload of UDP that says this. Throws RangeError where an address is none. */
export function encodePacket(packet: Packet): Uint8Array {
  const head = joined(
    Uint8Array.of(packet.op, 1, 6, 0),
    numberBytes(packet.xid, 4),
    numberBytes(Math.min(packet.secs, 0xffff), 2),
    Uint8Array.of(packet.broadcast ? 128 : 0, 0),
    ...[packet.ciaddr, packet.yiaddr, packet.siaddr, packet.giaddr].map(addressBytes),
    macBytes(packet.mac),
  );
  const fields = joined(head, new Uint8Array(At.cookie - head.length), cookie, encodeOptions(packet.options));
  return joined(fields, new Uint8Array(Math.max(0, shortest - fields.length)));
}
