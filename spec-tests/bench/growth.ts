import type { Verb } from './cases.ts';
import type { Measured } from './report.ts';
import type { Side } from './sides.ts';
import { median } from './statistics.ts';

/** What a call of ours in a well-filled pool may cost at most, as a multiple of one in an empty pool. */
const bound = 1.3;

/**
 * How much more a call costs in the filled pool than in the empty one, a line for each verb: quotients of medians. Empty unless
 * both were measured.
 */
export function renderGrowth(measured: readonly Measured[]): string {
  const pools = measured.filter(({ one }) => one.pool).toSorted((a, b) => reservedIn(a) - reservedIn(b));
  const [empty, full] = [pools[0], pools.at(-1)];
  if (!empty || !full || empty === full) return '';
  const lines = empty.one.verbs.map((verb) => {
    const growth = (side: Side) => medianOf(full, verb, side) / medianOf(empty, verb, side);
    const state = growth('weft') <= bound ? 'met' : 'missed';
    const figures = `reference ${growth('reference').toFixed(2)}, weft ${growth('weft').toFixed(2)}`;
    const which = `${reservedIn(full)} reserved to ${reservedIn(empty)}`;
    return `Growth of ${verb}, ${which}: ${figures} (bound ${bound.toFixed(2)} ${state})\n`;
  });
  return `${lines.join('')}\n`;
}

function reservedIn({ one }: Measured): number {
  return one.pool?.reserved ?? 0;
}

function medianOf({ samples }: Measured, verb: Verb, side: Side): number {
  return median(samples[verb]?.[side] ?? []);
}
