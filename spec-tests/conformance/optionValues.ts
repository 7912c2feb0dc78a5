import { availableParallelism } from 'node:os';

/** An error of the command line, to be shown with a hint at --help. */
export class UsageError extends Error {}

/** Words between commas, of all that were given. */
export function split(given: string[] = []): string[] {
  return given.flatMap((one) => one.split(',')).filter((one) => one !== '');
}

/** Folders between colons. */
export function folders(given = ''): string[] {
  const all = given.split(':').filter((folder) => folder !== '');
  if (all.length > 7) throw new UsageError(`Cannot use "${given}": more than seven folders`);
  return all;
}

/** Folders between colons, at least one. */
export function someFolders(option: string, given: string): string[] {
  const all = folders(given);
  if (all.length === 0) throw new UsageError(`Cannot use ${option} "${given}": names no folder`);
  return all;
}

/** The name of an executable. */
export function type(name: string): string {
  if (!/^[\w.-]+$/.test(name))
    throw new UsageError(
      `Cannot use "${name}" as a type: not the name of an executable; folders go with --cni-path`,
    );
  return name;
}

/** One of the words that an option allows. */
export function oneOf<T extends string>(allowed: readonly T[], option: string, given: string): T {
  const found = allowed.find((one) => one === given);
  if (found === undefined)
    throw new UsageError(`Cannot use ${option} ${given}: not one of ${allowed.join(', ')}`);
  return found;
}

/** How many at once. Default: one per processor. */
export function jobs(given = String(availableParallelism())): number {
  return wholeNumber('--jobs', given, 256);
}

/** How many times as long every time limit is to be. */
export function patience(given = '1'): number {
  return wholeNumber('--patience', given, 100);
}

function wholeNumber(option: string, given: string, most: number): number {
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new UsageError(`Cannot use ${option} ${given}: not a whole number from 1 to ${most}`);
  return count;
}
