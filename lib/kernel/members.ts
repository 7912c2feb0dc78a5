/**
 * Reads what a tool of iproute2 printed as JSON, member by member. On the way of every ADD and DEL, where loading a
 * library for it and describing the shapes takes 3 ms; what only CHECK and GC list is read with zod. A member that is
 * null counts as absent: `ip` prints so what a fallback tunnel ("tunl0@NONE") stands on.
 */
import { isObject } from '../spec/json.ts';

/** One object that was printed. */
export type Printed = Record<string, unknown>;

/** Throws Error unless it is an object. */
export function printed(json: unknown): Printed {
  if (!isObject(json)) throw new Error(`unexpected answer: ${JSON.stringify(json)}`);
  return json;
}

/** The nested object, or one without members. */
export function inner(object: Printed, key: string): Printed {
  return printed(object[key] ?? {});
}

export function textIn(object: Printed, key: string): string | undefined {
  const value = object[key] ?? undefined;
  return value === undefined || typeof value === 'string' ? value : unexpected(key, value);
}

export function numberIn(object: Printed, key: string): number | undefined {
  const value = object[key] ?? undefined;
  return value === undefined || typeof value === 'number' ? value : unexpected(key, value);
}

/** Absent means false. */
export function flagIn(object: Printed, key: string): boolean {
  const value = object[key] ?? false;
  return typeof value === 'boolean' ? value : unexpected(key, value);
}

/** Absent means none. */
export function listIn(object: Printed, key: string): unknown[] {
  const value = object[key] ?? [];
  return Array.isArray(value) ? value : unexpected(key, value);
}

/** The value of a member that is always printed. */
export function needed<T>(value: T | undefined, key: string): T {
  return value === undefined ? unexpected(key, value) : value;
}

/** The object without the members that are undefined. */
export function present<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}

function unexpected(key: string, value: unknown): never {
  throw new Error(`unexpected answer: "${key}" is ${JSON.stringify(value)}`);
}
