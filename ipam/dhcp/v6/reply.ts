import { addressAt, numberAt, sameBytes, toHex } from '../bytes.ts';
import type { Client } from './client.ts';
import { type Coded, decodeMessage, decodeOptions } from './message.ts';
import { Option, Type } from './option.ts';

/** What a server says to this client. */
export interface Reply {
  type: 'advertise' | 'reply';
  xid: number;
  /** Its DUID in hex. */
  server: string;
  /** 0 to 255, the higher the better (option 7). */
  preference: number;
  isRapid: boolean;
  /** About the whole message. */
  status: Said;
  /** Our IA_NA; absent where the message has none. */
  association?: Association;
  options: Coded[];
}

/** A status code and what the server says to it (option 13); absent is success. */
export interface Said {
  code: number;
  text: string;
}

/** An IA_NA; seconds, 0xffffffff for ever. */
export interface Association {
  t1: number;
  t2: number;
  status: Said;
  addresses: { address: string; preferred: number; valid: number }[];
}

/**
 * The answer in a payload, or undefined for what is none to this client: broken, another type of message, without the
 * server's identifier, with another's client identifier (RFC 8415, 16.3 and 16.10). Whether it answers what was asked,
 * its xid shows.
 */
export function decodeReply(payload: Uint8Array, client: Client): Reply | undefined {
  const message = decodeMessage(payload);
  if (message?.type !== Type.advertise && message?.type !== Type.reply) return undefined;
  const { type, xid, options } = message;
  const server = optionValue(options, Option.serverId);
  const identity = optionValue(options, Option.clientId);
  // A DUID is of 3 to 130 bytes (RFC 8415, 11.1).
  if (!identity || !sameBytes(identity, client.duid) || !server || server.length < 3 || server.length > 130)
    return undefined;
  const association = associationOf(options, client);
  return {
    type: type === Type.advertise ? 'advertise' : 'reply',
    xid,
    server: toHex(server),
    preference: optionValue(options, Option.preference)?.[0] ?? 0,
    isRapid: optionValue(options, Option.rapidCommit) !== undefined,
    status: statusOf(options),
    ...(association && { association }),
    options,
  };
}

/** The value of the first option with this code. */
export function optionValue(options: readonly Coded[], code: number): Uint8Array | undefined {
  return options.find((option) => option.code === code)?.value;
}

function associationOf(options: readonly Coded[], { iaid }: Client): Association | undefined {
  const isOurs = ({ code, value }: Coded) =>
    code === Option.iaNa && value.length >= 12 && sameBytes(value.subarray(0, 4), iaid);
  const value = options.find(isOurs)?.value;
  const inner = value && decodeOptions(value.subarray(12));
  if (!value || !inner) return undefined;
  const addresses = inner.flatMap((option) => addressOf(option) ?? []);
  return { t1: numberAt(value, 4, 4), t2: numberAt(value, 8, 4), status: statusOf(inner), addresses };
}

/** An address of an IA_NA, unless it has a status of its own that says it is none. */
function addressOf({ code, value }: Coded): Association['addresses'][number] | undefined {
  const inner = code === Option.iaAddress && value.length >= 24 && decodeOptions(value.subarray(24));
  if (!inner || statusOf(inner).code !== 0) return undefined;
  return {
    address: addressAt(value, 0, 6),
    preferred: numberAt(value, 16, 4),
    valid: numberAt(value, 20, 4),
  };
}

/** What a server says ends up in errors and logs: printable, and not too much of it. */
function statusOf(options: readonly Coded[]): Said {
  const value = optionValue(options, Option.status);
  if (value === undefined || value.length < 2) return { code: 0, text: '' };
  const text = String.fromCharCode(...value.subarray(2, 102)).replaceAll(/[^ -~]/g, '?');
  return { code: numberAt(value, 0, 2), text };
}
