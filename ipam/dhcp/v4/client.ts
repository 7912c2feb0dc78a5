import { hash64 } from '../../../lib/net/hash.ts';
import { fromHex, joined, toHex } from '../bytes.ts';
import type { MachineSettings, SavedLease } from '../machine.ts';
import { Option } from './option.ts';

/** Who asks, and how. */
export interface Client {
  settings: MachineSettings;
  /** Option 61, the same in every message: servers find the lease by it, RELEASE and DECLINE included. */
  identity: Uint8Array;
}

/**
 * The client of these settings: called as it was when its saved lease was given, else as `provide` says, else by the
 * byte 0 ("not a hardware address", RFC 2132, 9.14) and the identifier.
 */
export function clientOf(settings: MachineSettings): Client {
  const provided = settings.provide.findLast(
    ({ option, value }) => option === Option.clientId && value.length > 0,
  )?.value;
  const usual = () => joined(Uint8Array.of(0), shortened(settings.clientId));
  return { settings, identity: savedIdentity(settings.saved) ?? provided ?? usual() };
}

/** 254 bytes at most: what is longer ends in a hash of all of it, since its end names the interface. */
function shortened(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= 254) return bytes;
  return joined(bytes.subarray(0, 237), new TextEncoder().encode(`/${hash64(text)}`));
}

/** What is kept beside the lease. */
export function memoryOf({ identity }: Client): SavedLease['memory'] {
  return { clientId: toHex(identity) };
}

function savedIdentity(saved: SavedLease | undefined): Uint8Array | undefined {
  const hex = saved?.memory?.clientId;
  return typeof hex === 'string' && /^(?:[0-9a-f]{2})+$/.test(hex) ? fromHex(hex) : undefined;
}
