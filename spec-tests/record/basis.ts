import { createHash } from 'node:crypto';
import { cases } from '../cases/index.ts';
import type { Case } from '../conformance/case.ts';
import { type Requirement, requirements } from '../conformance/requirement.ts';
import { profiles } from '../profiles/index.ts';

/** The cases that find the same every time: those that are recorded. */
export const steady: readonly Case[] = cases.filter(({ chance }) => !chance);

/**
 * A fingerprint of what a type is judged by: what requirements bind to, all cases, and its profile. A record of another basis is out
 * of date. What only the document shows, such as the words of a requirement, is not in it.
 */
export function basisOf(type: string): string {
  const parts = [requirements.map(bindingPart), steady.map(tellingPart), profiles[type] ?? null];
  return digest(parts, 16);
}

/** A fingerprint of each case that is recorded, by name: of what it is called, says, judges and applies to. */
export function caseMarks(): Record<string, string> {
  return Object.fromEntries(steady.map((one) => [one.name, digest(tellingPart(one), 8)]));
}

function digest(value: unknown, length: number): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, length);
}

function bindingPart({ id, level, side, text, unjudged }: Requirement) {
  return [id, level, side, text ?? null, unjudged === undefined];
}

function tellingPart({ name, title, judges, kinds, since, slow }: Case) {
  return [name, title, judges, kinds ?? null, since ?? null, slow ?? false];
}
