import { addressBytes, fromHex, joined, numberBytes } from '../bytes.ts';
import {
  type Coded,
  decodeMessage,
  decodeOptions,
  encodeMessage,
  encodeOptions,
  type Message,
} from './message.ts';
import { Option, Type } from './option.ts';

/** Servers' DUIDs in hex. */
export const serverDuid = '00030001020000000001';
export const otherDuid = '00030001020000000002';

/** What is to be different in an answer. */
export interface Different {
  type?: number;
  xid?: number;
  server?: string | undefined;
  client?: Uint8Array | undefined;
  iaid?: Uint8Array;
  /** Status of the message, and of the IA_NA. */
  status?: number;
  iaStatus?: number;
  /** Undefined: no IA_NA at all. */
  addresses?: { address: string; preferred: number; valid: number; status?: number }[] | undefined;
  t1?: number;
  t2?: number;
  rapid?: boolean;
  preference?: number;
  more?: Coded[];
}

/** What is given if nothing else is said. */
export const usual = { address: '2001:db8::5', preferred: 3000, valid: 3600 };

/** An answer to a message of the client: 2001:db8::5 for an hour. */
export function answer(
  type: 'advertise' | 'reply',
  question: Uint8Array,
  different: Different = {},
): Uint8Array {
  const asked = decoded(question);
  const {
    server = serverDuid,
    client = valueIn(asked, Option.clientId),
    status = 0,
    rapid = false,
    preference = 0,
    more = [],
  } = different;
  const options = [
    ...('client' in different && !different.client
      ? []
      : [{ code: Option.clientId, value: client ?? new Uint8Array() }]),
    ...('server' in different && !different.server
      ? []
      : [{ code: Option.serverId, value: fromHex(server) }]),
    ...('addresses' in different && !different.addresses ? [] : [association(asked, different)]),
    ...(status > 0 ? [said(status)] : []),
    ...(rapid ? [{ code: Option.rapidCommit, value: new Uint8Array() }] : []),
    ...(preference > 0 ? [{ code: Option.preference, value: Uint8Array.of(preference) }] : []),
    ...more,
  ];
  return encodeMessage({ type: different.type ?? Type[type], xid: different.xid ?? asked.xid, options });
}

function association(
  asked: Message,
  { addresses = [usual], t1 = 0, t2 = 0, iaStatus = 0, ...different }: Different,
): Coded {
  const iaid = different.iaid ?? valueIn(asked, Option.iaNa)?.subarray(0, 4) ?? new Uint8Array(4);
  const inner = addresses.map(({ address, preferred, valid, status = 0 }) => {
    const times = joined(numberBytes(preferred, 4), numberBytes(valid, 4));
    const own = status > 0 ? encodeOptions([said(status)]) : new Uint8Array();
    return { code: Option.iaAddress, value: joined(addressBytes(address), times, own) };
  });
  const options = encodeOptions([...inner, ...(iaStatus > 0 ? [said(iaStatus)] : [])]);
  return { code: Option.iaNa, value: joined(iaid, numberBytes(t1, 4), numberBytes(t2, 4), options) };
}

function said(code: number): Coded {
  return { code: Option.status, value: joined(numberBytes(code, 2), new TextEncoder().encode('no\nway')) };
}

/** What a message of the client says; throws if it says nothing. */
export function decoded(payload: Uint8Array): Message {
  const message = decodeMessage(payload);
  if (message === undefined) throw new Error('not a message of DHCPv6');
  return message;
}

/** Its type, "solicit". */
export function typeOf(payload: Uint8Array): string {
  const { type } = decoded(payload);
  return Object.entries(Type).find(([, value]) => value === type)?.[0] ?? `type ${type}`;
}

/** The value of its first option with a code. */
export function valueIn({ options }: Message, code: number): Uint8Array | undefined {
  return options.find((option) => option.code === code)?.value;
}

/** The bytes of the address it is about. */
export function addressIn(payload: Uint8Array): Uint8Array | undefined {
  const inner = decodeOptions(valueIn(decoded(payload), Option.iaNa)?.subarray(12) ?? new Uint8Array()) ?? [];
  return inner.find(({ code }) => code === Option.iaAddress)?.value.subarray(0, 16);
}
