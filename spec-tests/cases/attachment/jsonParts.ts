/** A JSON object of which nothing is known. */
export type JsonObject = Record<string, unknown>;

/** True for what is neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; empty if the value is none. */
export function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A value as JSON. */
export function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
