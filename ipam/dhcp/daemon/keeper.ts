import type { Clock } from '../../../lib/kernel/bootClock.ts';
import type { Wire } from '../../../lib/kernel/wire.ts';
import { CniError, Code } from '../../../lib/spec/errors.ts';
import type { Lease, Machine } from '../machine.ts';
import type { Ground, Standing, StandOn } from './ground.ts';

/** What a client is given of the world. */
export interface Surroundings {
  standOn: StandOn;
  wire: Wire;
  now: Clock;
  log(line: string): void;
  /** Sends to a DHCP server from the host itself, where the link is gone that had the address `leased`. */
  sendFromHost(payload: Uint8Array, server: string, leased: string): Promise<void>;
}

/** What became of the lease, for whoever keeps it. */
export interface Keeper {
  /** There is an address; it is looked whether somebody else has it. */
  probing?(): void;
  bound(lease: Lease, standing: Standing): Promise<void>;
  lost(standing: Standing, why: string): Promise<void>;
  /** Acquired for the first time in vain. */
  failed(why: string): void;
  /** Namespace or interface have vanished; the client has stopped. */
  gone(why: string): void;
  /** There is something else to be kept in a file. */
  changed(): void;
}

/** What a client is made of. */
export interface ClientParts {
  family: 4 | 6;
  machine: Machine;
  ground: Ground;
  around: Surroundings;
  keeper: Keeper;
}

/** The error of an acquisition that came to nothing. */
export function inVain(why: string): CniError {
  return new CniError(Code.tryAgainLater, `Cannot lease an address: ${why}`);
}
