import { formatRange, type Range, rangesOverlap } from '../../lib/net/range.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { atLeast } from '../../lib/spec/version.ts';
import { parseRange, rangeKeys, type SubnetRange } from './range.ts';

/** What one address is taken from: at least one range, all of one family, no two overlapping. */
export type RangeSet = SubnetRange[];

/** "10.1.2.1-10.1.2.254,10.2.2.1-10.2.2.254". */
export function formatRangeSet(set: RangeSet): string {
  return set.map(formatRange).join(',');
}

/** Reads a list of lists of ranges. Throws CniError with the fields' code, key and value. */
export function parseRangeSets(fields: Fields, key: string): RangeSet[] {
  const sets = fields.json[key] ?? [];
  if (!Array.isArray(sets)) throw fields.refusal(key, 'not a list of lists of ranges');
  return sets.map((set, index) => {
    const name = `${key}[${index}]`;
    const ranges = new Fields({ [name]: set }, [name], fields.place).objects(name, rangeKeys, parseRange);
    if (!ranges?.length) throw fields.refusal(name, 'holds no range', set);
    judgeSet(ranges, (state) => fields.refusal(name, state));
    return ranges;
  });
}

/** Rules over all sets. Throws CniError, code 7. */
export function judgeRangeSets(sets: RangeSet[], version: string): void {
  const refuse = (state: string) => new CniError(Code.invalidConfig, `Cannot use "ipam": ${state}`);
  if (sets.length === 0) throw refuse('no IP ranges specified, "ranges" or "subnet" is needed');
  const [a, b] = findOverlap(sets.flat()) ?? [];
  if (a && b) throw refuse(`range sets overlap, ${formatRange(a)} with ${formatRange(b)}`);
  if (atLeast(version, '0.3.0')) return;
  const families = sets.map((set) => set[0]?.first.family);
  if (new Set(families).size < families.length)
    throw refuse(
      `CNI version ${version} does not support more than 1 address per family, so one range set for each`,
    );
}

function judgeSet(set: RangeSet, refuse: (state: string) => CniError): void {
  if (set.some(({ first }) => first.family !== set[0]?.first.family))
    throw refuse('mixed address families, IPv4 and IPv6 need a set each');
  const [a, b] = findOverlap(set) ?? [];
  if (a && b) throw refuse(`${formatRange(a)} and ${formatRange(b)} overlap`);
}

function findOverlap(ranges: readonly Range[]): [Range, Range] | undefined {
  for (const [index, range] of ranges.entries()) {
    const other = ranges.slice(index + 1).find((later) => rangesOverlap(range, later));
    if (other) return [range, other];
  }
  return undefined;
}
