import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { candidates, gatewaysOf } from './allocate.ts';
import { formatRangeSet, type RangeSet } from './rangeSet.ts';
import type { Store } from './store.ts';

/** Why ADD could not be serviced: nowhere to write, or a range set without an address left. Undefined if it could. */
export function findObstacle(store: Store, sets: RangeSet[]): string | undefined {
  const obstacle = writeProblem(store.folder) ?? writeProblem(store.index.folder);
  const full = sets.find((set, index) => isFull(store, set, index, sets));
  return obstacle ?? (full && `no IP addresses available in range set: ${formatRangeSet(full)}`);
}

function isFull(store: Store, set: RangeSet, index: number, sets: RangeSet[]): boolean {
  const free = store.free(candidates(set, store.last.read(index), gatewaysOf(sets)));
  return free.next().done === true;
}

/** What would keep ADD from making files in a folder that need not be there yet. Makes nothing itself. */
function writeProblem(folder: string): string | undefined {
  const nearest = nearestThere(folder);
  if (!statSync(nearest).isDirectory()) return `"${nearest}" is not a folder`;
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function nearestThere(path: string): string {
  if (existsSync(path)) return path;
  return nearestThere(path.slice(0, path.lastIndexOf('/')) || '/');
}
