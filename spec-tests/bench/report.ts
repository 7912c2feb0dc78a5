import { type Case, titleOf, type Verb } from './cases.ts';
import type { Samples } from './measure.ts';
import type { Side } from './sides.ts';
import { median, medianRatio, summarize } from './statistics.ts';
import { alignedTable } from './table.ts';

/** A case and what was measured of it. */
export interface Measured {
  one: Case;
  samples: Samples;
}

const six = ['reference min', 'median', 'p90', 'weft min', 'median', 'p90'];
const two = ['reference median', 'weft median'];
const verdict = ['ratio', 'of pairs', 'bound'];

/** One row for each verb of each case, as a Markdown table whose columns stand in line. Milliseconds and quotients. */
export function renderTable(all: readonly Measured[]): string {
  return table(all, [...six, ...verdict], (values) => {
    const { min, median: middle, p90 } = summarize(values);
    return [min, middle, p90];
  });
}

/** The same with the medians alone. */
export function renderMedians(all: readonly Measured[]): string {
  return table(all, [...two, ...verdict], (values) => [median(values)]);
}

function table(all: readonly Measured[], columns: string[], figures: (values: number[]) => number[]): string {
  const row = (one: Case, verb: Verb, samples: Samples) => {
    const values = (side: Side) => samples[verb]?.[side] ?? [];
    const [weft, reference] = [values('weft'), values('reference')];
    const times = [...figures(reference), ...figures(weft)].map((ms) => fixed(ms, 1));
    return [`${verb} ${titleOf(one)}`, ...times, ...quotients(weft, reference, one.bounds[verb])];
  };
  const repeated = all.filter(({ one }) => !one.stay);
  const rows = repeated.flatMap(({ one, samples }) => one.verbs.map((verb) => row(one, verb, samples)));
  return alignedTable(['call', ...columns], rows);
}

function quotients(weft: number[], reference: number[], bound: number | undefined): string[] {
  const ratio = median(weft) / median(reference);
  const state = ratio <= (bound ?? 0) ? 'met' : 'missed';
  const judged = bound === undefined || Number.isNaN(ratio) ? '' : `${bound.toFixed(2)} ${state}`;
  return [fixed(ratio, 2), fixed(medianRatio(weft, reference), 2), judged];
}

/** Nothing where there is nothing to say. */
function fixed(value: number, digits: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(digits);
}
