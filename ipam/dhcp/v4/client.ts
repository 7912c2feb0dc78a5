import { fromHex, toHex } from '../bytes.ts';
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
  const provided = settings.provide.findLast(({ option }) => option === Option.clientId)?.value;
  const usual = Uint8Array.of(0, ...new TextEncoder().encode(settings.clientId).subarray(0, 254));
  return { settings, identity: savedIdentity(settings.saved) ?? provided ?? usual };
}

/** What is kept beside the lease. */
export function memoryOf({ identity }: Client): SavedLease['memory'] {
  return { clientId: toHex(identity) };
}

function savedIdentity(saved: SavedLease | undefined): Uint8Array | undefined {
  const hex = saved?.memory?.clientId;
  return typeof hex === 'string' && /^(?:[0-9a-f]{2})+$/.test(hex) ? fromHex(hex) : undefined;
}
