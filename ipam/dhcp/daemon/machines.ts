import { fromHex } from '../bytes.ts';
import type { Machine, MachineSettings, SavedLease } from '../machine.ts';
import { attachmentKey } from '../protocol.ts';
import { v4Machine } from '../v4/machine.ts';
import { v6Machine } from '../v6/machine.ts';
import type { DaemonOptions } from './flags.ts';
import type { Kept } from './kept.ts';

/** What the daemon's flags say about every exchange. */
export type Times = Pick<DaemonOptions, 'timeout' | 'resendMax' | 'resendTimeout' | 'broadcast'>;

/** The machine that acquires and keeps a lease of one family. */
export function machineFor(
  family: 4 | 6,
  kept: Kept & { saved?: SavedLease | undefined },
  times: Times,
): Machine {
  const { wishes, mac, saved } = kept;
  const settings: MachineSettings = {
    mac,
    clientId: wishes.clientId ?? attachmentKey(kept),
    request: wishes.request,
    skipDefault: wishes.skipDefault,
    provide: wishes.provide.map(({ option, hex }) => ({ option, value: fromHex(hex) })),
    priority: wishes.priority,
    broadcast: times.broadcast || kept.broadcast,
    timeout: times.timeout,
    resendMax: times.resendMax,
    resendTimeout: times.resendTimeout,
    random: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    ...(saved && { saved }),
  };
  return family === 4 ? v4Machine(settings) : v6Machine(settings);
}
