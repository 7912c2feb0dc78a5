import { type Case, titleOf, type Verb } from './cases.ts';
import type { Measured } from './report.ts';
import type { Side } from './sides.ts';
import { median } from './statistics.ts';

/**
 * How much the cases that need the lab cost beside the case each is like, a line for each verb: quotients of medians
 * of one run in one place. Empty unless both were measured.
 */
export function renderBeside(measured: readonly Measured[]): string {
  const lines = measured.flatMap((given) => {
    const like = measured.find(({ one }) => one.name === given.one.like);
    return like ? given.one.verbs.map((verb) => line(given, like, verb)) : [];
  });
  return lines.length === 0 ? '' : `${lines.join('')}\n`;
}

function line(given: Measured, like: Measured, verb: Verb): string {
  const of = (side: Side) => medianOf(given, verb, side) / medianOf(like, verb, side);
  const reference = Number.isNaN(of('reference')) ? '' : `reference ${of('reference').toFixed(2)}, `;
  const name = ({ one }: { one: Case }) => `${verb} ${titleOf(one)}`;
  return `${name(given)} beside ${name(like)}: ${reference}weft ${of('weft').toFixed(2)}\n`;
}

function medianOf({ samples }: Measured, verb: Verb, side: Side): number {
  return median(samples[verb]?.[side] ?? []);
}
