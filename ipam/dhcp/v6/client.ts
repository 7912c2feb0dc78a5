import { hash64 } from '../../../lib/net/hash.ts';
import { fromHex, joined, macBytes, toHex } from '../bytes.ts';
import type { MachineSettings, SavedLease } from '../machine.ts';

/** Who asks, and how. */
export interface Client {
  settings: MachineSettings;
  /** The device: DUID-LL of the interface's address (RFC 8415, 11.4), which servers can have reservations for. */
  duid: Uint8Array;
  /** The interface, 4 bytes of a hash of the identifier: links that share an address (ipvlan) are told apart by it. */
  iaid: Uint8Array;
}

/**
 * The client of these settings, called as it was when its saved lease was given. `request`, `provide` and `priority`
 * say options of DHCPv4 and mean nothing here.
 */
export function clientOf(settings: MachineSettings): Client {
  const duid = savedBytes(settings.saved, 'duid');
  const iaid = savedBytes(settings.saved, 'iaid');
  return {
    settings,
    duid: duid ?? joined(Uint8Array.of(0, 3, 0, 1), macBytes(settings.mac)),
    iaid: iaid?.length === 4 ? iaid : fromHex(hash64(settings.clientId).slice(0, 8)),
  };
}

/** What is kept beside the lease. */
export function memoryOf({ duid, iaid }: Client): SavedLease['memory'] {
  return { duid: toHex(duid), iaid: toHex(iaid) };
}

function savedBytes(saved: SavedLease | undefined, key: 'duid' | 'iaid'): Uint8Array | undefined {
  const hex = saved?.memory?.[key];
  return typeof hex === 'string' && /^(?:[0-9a-f]{2})+$/.test(hex) ? fromHex(hex) : undefined;
}
