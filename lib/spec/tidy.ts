/** A T whose optional members may also be there as undefined: what reading member by member gives. */
export type Loose<T> = {
  [K in keyof T]: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K];
};

/**
 * The members of `object` named in `keys`, in that order, without those that say nothing: undefined, "", and a list or
 * object with nothing in it. `keys` must name all members that T requires.
 */
export function tidy<T extends object>(object: Loose<T>, keys: readonly (keyof T & string)[]): T {
  const told: Partial<Loose<T>> = {};
  for (const key of keys) if (!saysNothing(object[key])) told[key] = object[key];
  return told as T;
}

function saysNothing(value: unknown): boolean {
  if (value === undefined || value === '') return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
