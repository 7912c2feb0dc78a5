import { existsSync } from '#files';
import { formatIp, type Ip } from '../../lib/net/ip.ts';
import type { Range } from '../../lib/net/range.ts';
import { candidates, isAmong, turn } from './allocate.ts';
import { namesIn } from './disk.ts';
import { gaps } from './gaps.ts';
import type { RangeSet } from './rangeSet.ts';
import type { Store } from './store.ts';

/** Addresses looked at one by one before all names are read at once: about what reading 2,000 names costs. */
const patience = 200;

/**
 * The free addresses of a range set, in the order of the round robin. Who takes one may still find that somebody was faster.
 * After many that are taken all names are read at once; one that came before that and is still free then comes again.
 *
 * @param index the set's place among the sets
 * @param gateways addresses never to be given
 */
export function* freeIn(store: Store, set: RangeSet, index: number, gateways: readonly Ip[]): Generator<Ip> {
  const last = store.last.read(index);
  let misses = 0;
  for (const ip of candidates(set, last, gateways)) {
    if (!existsSync(store.path(formatIp(ip)))) yield ip;
    else if (++misses === patience) return yield* freeByName(store, turn(set, last), gateways);
  }
}

function* freeByName(store: Store, ranges: Range[], gateways: readonly Ip[]): Generator<Ip> {
  const names = new Set(namesIn(store.folder));
  for (const range of ranges) for (const ip of gaps(range, names)) if (!isAmong(gateways, ip)) yield ip;
}
