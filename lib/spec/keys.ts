/**
 * The object with its known keys brought to their exact spelling, everything else untouched and in place.
 *
 * Existing configurations rely on Go's decoder, which takes a key in any letter case. So does this; when a key occurs in
 * its exact spelling, that one counts and other spellings of it are left out, else the last one counts. Never throws.
 * Only this level is looked at: call it again for a nested object. The very same object when all is well spelled.
 */
export function matchKnownKeys(
  object: Record<string, unknown>,
  known: readonly string[],
): Record<string, unknown> {
  for (const key of Object.keys(object)) {
    if (exactSpelling(key, known) !== key) return respell(object, known);
  }
  return object;
}

function respell(object: Record<string, unknown>, known: readonly string[]): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(object)) {
    const exact = exactSpelling(key, known);
    if (exact === key || !Object.hasOwn(object, exact)) entries.push([exact, value]);
  }
  // fromEntries defines members, it does not assign them: "__proto__" stays a key.
  return Object.fromEntries(entries);
}

/** The known key that `key` stands for, or else the key itself. */
function exactSpelling(key: string, known: readonly string[]): string {
  if (known.includes(key)) return key;
  for (const exact of known) if (exact.length === key.length && fold(exact) === fold(key)) return exact;
  return key;
}

/** Letters equal but for case become equal. Go also counts the long s as an s, and the Kelvin sign (lower case k) as a k. */
function fold(key: string): string {
  return key.toLowerCase().replaceAll('\u017f', 's');
}
