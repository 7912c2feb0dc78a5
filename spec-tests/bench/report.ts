import type { Case, Side, Verb } from './cases.ts';
import type { Samples } from './measure.ts';
import { median, medianRatio, summarize } from './statistics.ts';

/** A case and what was measured of it. */
export interface Measured {
  one: Case;
  samples: Samples;
}

const head = [
  'call',
  'reference min',
  'median',
  'p90',
  'weft min',
  'median',
  'p90',
  'ratio',
  'of pairs',
  'bound',
];

/** One row for each verb of each case, as a Markdown table whose columns stand in line. Milliseconds and quotients. */
export function renderTable(all: readonly Measured[]): string {
  const rows = all.flatMap(({ one, samples }) => one.verbs.map((verb) => row(one, verb, samples)));
  const widths = head.map((text, column) =>
    Math.max(text.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => pad(cell, column, widths)).join(' | ')} |\n`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [head, rule, ...rows].map(line).join('');
}

function row(one: Case, verb: Verb, samples: Samples): string[] {
  const values = (side: Side) => samples[verb]?.[side] ?? [];
  const [weft, reference] = [values('weft'), values('reference')];
  const ratio = median(weft) / median(reference);
  const ofPairs = medianRatio(weft, reference);
  const bound = one.bounds[verb];
  return [
    `${verb} ${one.title}`,
    ...summary(reference),
    ...summary(weft),
    fixed(ratio, 2),
    fixed(ofPairs, 2),
    bound === undefined || Number.isNaN(ratio)
      ? ''
      : `${bound.toFixed(2)} ${ratio <= bound ? 'met' : 'missed'}`,
  ];
}

function summary(values: number[]): string[] {
  const { min, median: middle, p90 } = summarize(values);
  return [min, middle, p90].map((ms) => fixed(ms, 1));
}

/** Nothing where there is nothing to say. */
function fixed(value: number, digits: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(digits);
}

function pad(cell: string, column: number, widths: number[]): string {
  const width = widths[column] ?? 0;
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
