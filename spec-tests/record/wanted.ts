import { profiles } from '../profiles/index.ts';
import { staleCases } from './again.ts';
import { steady } from './basis.ts';
import type { Recorded } from './record.ts';

/** The types to judge: all, or those named. Throws for one that has no profile. */
export function chosenTypes(named: string | undefined): string[] {
  const known = Object.keys(profiles);
  if (named === undefined || named === '') return known;
  const types = named.split(',').filter((type) => type !== 'none');
  demandKnown('type', types, known);
  return types;
}

/** The cases to run; undefined for all. Throws for one that there is not, and if others are not what they were either. */
export function chosenCases(named: string | undefined, record: Recorded): string[] | undefined {
  if (named === undefined || named === '') return undefined;
  const stale = staleCases(record);
  const names = named === 'stale' ? stale : named.split(',');
  demandKnown(
    'case',
    names,
    steady.map(({ name }) => name),
  );
  const forgotten = stale.filter((name) => !names.includes(name));
  if (forgotten.length > 0)
    throw new Error(`Cannot judge by these cases alone: not what they were are also ${forgotten.join(', ')}`);
  return names;
}

function demandKnown(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`Cannot find ${what} "${unknown.join('", "')}": no such ${what}`);
}
