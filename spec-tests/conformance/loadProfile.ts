import { readFileSync } from 'node:fs';
import type { z } from 'zod/mini';
import { profiles } from '../profiles/index.ts';
import type { Profile } from './profile.ts';
import { profileSchema } from './profileSchema.ts';

/** Reads a profile from a file. Throws one error that names file, keys and values if it cannot be read or is none. */
export function loadProfile(file: string): Profile {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`Cannot read profile "${file}": ${(error as Error).message}`);
  }
  return judgeProfile(json, file);
}

/** The same for what has been read already; `from` is named in errors. */
export function judgeProfile(json: unknown, from: string): Profile {
  const judged = profileSchema.safeParse(json);
  if (!judged.success)
    throw new Error(judged.error.issues.flatMap((issue) => told(issue, json, from)).join('\n'));
  const { $schema: _, ...profile } = judged.data;
  return profile;
}

/** The profile that comes with the harness; undefined if there is none for that type. */
export function builtInProfile(type: string): Profile | undefined {
  return Object.hasOwn(profiles, type) ? judgeProfile(profiles[type], `${type}.json`) : undefined;
}

/** The profile for a type of which only the name is known. Throws, with what to write, for one that nobody has described. */
export function guessProfile(type: string): Profile {
  const found = builtInProfile(type);
  if (found) return found;
  const least = JSON.stringify({
    type,
    kind: 'interface',
    conf: { ipam: { type: 'host-local', subnet: '10.1.0.0/24' } },
  });
  throw new Error(
    `Cannot judge plugin "${type}": no profile describes it. Write one (docs/conformance-profile.md says how) and name it with --profile FILE. The least is its kind and a configuration that works: ${least}`,
  );
}

/** "Cannot use key "value" of profile FILE: state", a line for each. */
function told(issue: z.core.$ZodIssue, json: unknown, from: string): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => line([...issue.path, key], json, from, 'no such key'));
  return [line(issue.path, json, from, state(issue, valueAt(json, issue.path)))];
}

function line(path: readonly PropertyKey[], json: unknown, from: string, what: string): string {
  const value = valueAt(json, path);
  const subject = path.length === 0 ? '' : ` "${path.map(String).join('.')}"`;
  return `Cannot use${subject}${value === undefined ? '' : ` ${shown(value)}`} of profile "${from}": ${what}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function state(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return 'missing';
  if (issue.code === 'invalid_value') return `not one of ${issue.values.join(', ')}`;
  if (issue.code === 'too_small') return 'empty';
  if (issue.code === 'invalid_format') return 'not the name of an executable';
  if (issue.code !== 'invalid_type' || issue.expected === 'never') return issue.message;
  return `not ${names[issue.expected] ?? issue.expected}`;
}

const names: Record<string, string> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a string',
  boolean: 'true or false',
};

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], json);
}
