import { addressBytes, joined, numberBytes } from '../bytes.ts';
import { Option, Type } from './option.ts';
import type { Options } from './options.ts';
import { decodePacket, encodePacket, type Packet } from './packet.ts';

/** Options of a usual answer: 10.0.0.0/24, an hour, a router. */
export const usualOptions: Record<number, Uint8Array> = {
  [Option.subnetMask]: addressBytes('255.255.255.0'),
  [Option.routers]: addressBytes('10.0.0.1'),
  [Option.leaseTime]: numberBytes(3600, 4),
};

/** What is to be different in an answer; an option that is undefined is left out. */
export interface Different extends Partial<Omit<Packet, 'options'>> {
  server?: string;
  options?: Record<number, Uint8Array | undefined>;
}

/** An answer to a message of the client: of type offer, ack or nak, with 10.0.0.5 from server 10.0.0.1. */
export function answer(type: keyof typeof Type, question: Uint8Array, different: Different = {}): Uint8Array {
  const { server = '10.0.0.1', options: others = {}, ...fields } = different;
  const asked = decoded(question);
  const all: Record<number, Uint8Array | undefined> = {
    [Option.messageType]: Uint8Array.of(Type[type]),
    [Option.server]: addressBytes(server),
    ...(type === 'nak' ? {} : usualOptions),
    ...others,
  };
  const options: Options = new Map(
    Object.entries(all).flatMap(([number, value]) => (value ? [[Number(number), value]] : [])),
  );
  const yiaddr = type === 'nak' ? '0.0.0.0' : '10.0.0.5';
  return encodePacket({ ...asked, op: 2, ciaddr: '0.0.0.0', yiaddr, ...fields, options });
}

/** What a message of the client says; throws if it says nothing. */
export function decoded(payload: Uint8Array): Packet {
  const packet = decodePacket(payload);
  if (packet === undefined) throw new Error('not a message of DHCP');
  return packet;
}

/** Its type, "discover". */
export function typeOf(payload: Uint8Array): string {
  const number = decoded(payload).options.get(Option.messageType)?.[0];
  return Object.entries(Type).find(([, value]) => value === number)?.[0] ?? `type ${number}`;
}

/** Addresses as the value of an option. */
export function addresses(...texts: string[]): Uint8Array {
  return joined(...texts.map(addressBytes));
}

/** Text as the value of an option. */
export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
