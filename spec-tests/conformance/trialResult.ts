import type { PluginOutput } from '../../lib/testing/callPlugin.ts';

const lists = ['interfaces', 'ips', 'routes'];

/**
 * Of a printed result what can be read as one: the members that are null are left out, what should be a list and is none
 * too, and an entry that is no object is an empty one. What a result says is judged of this, so that one mistake does not
 * hide all others; its form is judged of what was printed.
 */
export function legible(printed: PluginOutput): PluginOutput {
  const said = Object.entries(withoutNulls(printed)).filter(
    ([key, member]) => !lists.includes(key) || Array.isArray(member),
  );
  return Object.fromEntries(
    said.map(([key, member]) => [
      key,
      lists.includes(key) ? (member as unknown[]).map(objectOrEmpty) : member,
    ]),
  );
}

/**
 * A value without the members that are null, at any depth: null says the same as leaving out, which is what serializers of
 * some languages write for it. Lists keep their length, since `ips` refer to interfaces by number.
 */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  if (typeof value !== 'object' || value === null) return value;
  const said = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(said.map(([key, member]) => [key, withoutNulls(member)])) as T;
}

function objectOrEmpty(entry: unknown): object {
  return typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry : {};
}
