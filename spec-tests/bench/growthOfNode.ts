import { titleOf } from './cases.ts';
import type { Measured } from './report.ts';
import type { Side } from './sides.ts';
import { median } from './statistics.ts';

/** What the thousandth ADD on a node may cost at most, as a multiple of the tenth. */
const bound = 1.2;
/** A single call wavers, so each figure is the median of as many calls around it, or up to it. */
const around = 11;

/** How much more an ADD costs on a node with many attachments than on one with ten, a line for each case. Empty without such. */
export function renderNodeGrowth(measured: readonly Measured[]): string {
  const lines = measured.flatMap(({ one, samples }) => {
    const times = (side: Side) => samples.ADD?.[side] ?? [];
    if (!one.stay || times('weft').length === 0) return [];
    const state = growth(times('weft')) <= bound ? 'met' : 'missed';
    const reference = times('reference').length > 0 ? `reference ${growthText(times('reference'))}, ` : '';
    const ours = `weft ${growthText(times('weft'))} (bound ${bound.toFixed(2)} ${state})`;
    return [`Growth of ADD of ${titleOf(one)}: ${reference}${ours}\n`];
  });
  return lines.length === 0 ? '' : `${lines.join('')}\n`;
}

/** The last calls beside those around the tenth: a quotient of medians. */
export function growth(times: readonly number[]): number {
  return median(times.slice(-around)) / median(times.slice(4, 4 + around));
}

function growthText(times: readonly number[]): string {
  const [tenth, last] = [median(times.slice(4, 4 + around)), median(times.slice(-around))];
  const ms = `${tenth.toFixed(1)} to ${last.toFixed(1)} ms`;
  return `${growth(times).toFixed(2)} from number 10 to number ${times.length} (${ms})`;
}
