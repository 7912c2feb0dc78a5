/**
 * A result without the members that are null, at any depth: null says the same as leaving out, which is what serializers of
 * some languages write for it. What a result says is judged of this; its form, of what was printed. Lists keep their length,
 * since `ips` refer to interfaces by number.
 */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  if (typeof value !== 'object' || value === null) return value;
  const said = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(said.map(([key, member]) => [key, withoutNulls(member)])) as T;
}
