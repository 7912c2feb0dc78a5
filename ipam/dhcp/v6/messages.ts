import { addressBytes, fromHex, joined, numberBytes } from '../bytes.ts';
import type { MachineAction } from '../machine.ts';
import type { Client } from './client.ts';
import { type Coded, encodeMessage, encodeOptions } from './message.ts';
import { Option, Type } from './option.ts';

/** What differs between messages. */
export interface Words {
  xid: number;
  /** Since the exchange began; ms. */
  elapsed: number;
  /** The server's DUID in hex, for messages to one server. */
  server?: string;
  /** The address it is about, or is asked for. */
  address?: string | undefined;
}

/** What is asked for beside addresses (option 6): DNS. */
const asked = joined(numberBytes(Option.nameservers, 2), numberBytes(Option.search, 2));

/**
 * A message to all servers on the link: everything is (RFC 8415, 14), since unicast is at the server's pleasure and of
 * no use.
 */
export function send(
  client: Client,
  type: keyof typeof Type,
  words: Words,
): MachineAction & { kind: 'send' } {
  const { xid, elapsed, server, address } = words;
  const options: Coded[] = [
    { code: Option.clientId, value: client.duid },
    ...(server === undefined ? [] : [{ code: Option.serverId, value: fromHex(server) }]),
    { code: Option.elapsed, value: numberBytes(Math.min(0xffff, Math.floor(elapsed / 10)), 2) },
    { code: Option.iaNa, value: association(client, address) },
    ...(type === 'solicit' ? [{ code: Option.rapidCommit, value: new Uint8Array() }] : []),
    ...(asksForOptions(type) ? [{ code: Option.request, value: asked }] : []),
  ];
  return { kind: 'send', payload: encodeMessage({ type: Type[type], xid, options }), to: 'broadcast' };
}

/** IA_NA (RFC 8415, 21.4): times are the server's to say. */
function association({ iaid }: Client, address: string | undefined): Uint8Array {
  const none = new Uint8Array(8);
  if (address === undefined) return joined(iaid, none);
  const value = joined(addressBytes(address), none);
  return joined(iaid, none, encodeOptions([{ code: Option.iaAddress, value }]));
}

function asksForOptions(type: keyof typeof Type): boolean {
  return ['solicit', 'request', 'renew', 'rebind'].includes(type);
}
