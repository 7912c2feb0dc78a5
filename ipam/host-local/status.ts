import { accessSync, constants, existsSync, statfsSync, statSync } from '#files';
import { formatIp } from '../../lib/net/ip.ts';
import { gatewaysOf } from './allocate.ts';
import { freeIn } from './free.ts';
import { formatRangeSet, type RangeSet } from './rangeSet.ts';
import type { Store } from './store.ts';

/** Why ADD could not be serviced: nowhere to write, a gateway given away, or a range set without an address left. Undefined if it could. */
export function findObstacle(store: Store, sets: RangeSet[]): string | undefined {
  return (
    writeProblem(store.folder) ??
    writeProblem(store.drafts.folder) ??
    gatewayProblem(store, sets) ??
    fullness(store, sets)
  );
}

/**
 * Whether a container has an address that the configuration has meanwhile made a gateway: nobody could reach both. Only
 * complete reservations count. Some write a file of their own for a gateway, to keep it from being given away.
 */
export function gatewayProblem(store: Store, sets: RangeSet[]): string | undefined {
  for (const address of gatewaysOf(sets).map(formatIp)) {
    if (!existsSync(store.path(address))) continue;
    const [id, ifName] = store.holder(address)?.split('\r\n') ?? [];
    if (ifName) return `the gateway "${address}" is reserved for "${id}" "${ifName}"`;
  }
  return undefined;
}

function fullness(store: Store, sets: RangeSet[]): string | undefined {
  const full = sets.find((set, index) => isFull(store, set, index, sets));
  return full && `no IP addresses available in range set: ${formatRangeSet(full)}`;
}

function isFull(store: Store, set: RangeSet, index: number, sets: RangeSet[]): boolean {
  return freeIn(store, set, index, gatewaysOf(sets)).next().done === true;
}

/** What would keep ADD from making files in a folder that need not be there yet. Makes nothing itself. */
function writeProblem(folder: string): string | undefined {
  const nearest = nearestThere(folder);
  if (!statSync(nearest).isDirectory()) return `"${nearest}" is not a folder`;
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    return (error as Error).message;
  }
  return isFullDisk(nearest) ? `no space left on the file system of "${nearest}"` : undefined;
}

/** A file system that counts no blocks, or no files, says 0 of 0. */
function isFullDisk(folder: string): boolean {
  const { blocks, bfree, files, ffree } = statfsSync(folder);
  return (blocks > 0 && bfree === 0) || (files > 0 && ffree === 0);
}

function nearestThere(path: string): string {
  if (existsSync(path)) return path;
  return nearestThere(path.slice(0, path.lastIndexOf('/')) || '/');
}
