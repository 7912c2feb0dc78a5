import type { Verdict } from '../conformance/judgement.ts';
import type { SubjectReport } from '../conformance/report/report.ts';
import { verdicts } from '../conformance/report/report.ts';
import { requirements } from '../conformance/requirement.ts';
import { type Answer, verdictOf } from '../conformance/verdicts.ts';

/** What plugins were found to do, compactly; nothing in it changes with the machine or from run to run. */
export interface Recorded {
  /** What all types were judged by when they last were judged by the same cases, see `caseMarks`. */
  cases: Record<string, string>;
  /** By type, in the order of the alphabet. */
  types: Record<string, TypeRecord>;
}

export const sides = ['ours', 'reference'] as const;
export type Side = (typeof sides)[number];

/** One type; a side that has no such plugin is absent. */
export interface TypeRecord {
  /** What it was judged by, see `basisOf`. */
  basis: string;
  ours?: SideRecord;
  reference?: SideRecord;
}

/** One executable. */
export interface SideRecord {
  /** The highest version of the specification that it supports. */
  version: string;
  /** Why this kernel could not run it; then there are no verdicts. */
  unjudgeable?: string;
  /** Per verdict the IDs of its requirements, with spaces between. */
  verdicts: Partial<Record<Verdict, string>>;
  /** What was found, by requirement. */
  found: Found[];
}

/** What one case found against a plugin by one requirement. */
export interface Found {
  requirement: string;
  case: string;
  verdict: Verdict;
  /** What a good plugin does. */
  expected: string[];
}

/** The part of a report that goes into the record. */
export function sideRecord({ versions, answers, unjudgeable }: SubjectReport): SideRecord {
  const version = versions.at(-1) ?? 'none';
  if (unjudgeable !== undefined) return { version, unjudgeable, verdicts: {}, found: [] };
  return { version, verdicts: grouped(answers), found: inOrder(answers.flatMap(foundIn)) };
}

/** By requirement, then gravest first, then by name: the same whichever case came first. */
export function inOrder(found: readonly Found[]): Found[] {
  const ids = requirements.map(({ id }) => id);
  const weight = (one: Found) =>
    ids.indexOf(one.requirement) * verdicts.length + verdicts.indexOf(one.verdict);
  return found.toSorted((a, b) => weight(a) - weight(b) || (a.case < b.case ? -1 : 1));
}

function grouped(answers: readonly Answer[]): SideRecord['verdicts'] {
  const groups = verdicts.map((verdict) => {
    const ids = answers.filter((one) => one.verdict === verdict).map(({ requirement }) => requirement.id);
    return [verdict, ids.join(' ')] as const;
  });
  return Object.fromEntries(groups.filter(([, ids]) => ids !== ''));
}

function foundIn({ requirement, findings }: Answer): Found[] {
  const all = new Map<string, Found>();
  for (const one of findings) {
    const about = { requirement: requirement.id, case: one.case, verdict: verdictOf(one, requirement) };
    const key = `${about.case} ${about.verdict}`;
    const found = all.get(key) ?? { ...about, expected: [] };
    all.set(key, { ...found, expected: [...found.expected, one.expected] });
  }
  return [...all.values()];
}

/** The verdict on a requirement; undefined if it is not in the record. */
export function recordedVerdict({ verdicts }: SideRecord, id: string): Verdict | undefined {
  const found = Object.entries(verdicts).find(([, ids]) => ids.split(' ').includes(id));
  return found?.[0] as Verdict | undefined;
}

/** What is held against a plugin: breaches of MUST and SHOULD. */
export function heldAgainst({ found }: SideRecord): Found[] {
  return found.filter(({ verdict }) => verdict === 'FAIL' || verdict === 'WARN');
}

/** A record with types put in place of what it had of them. */
export function merged({ cases, types }: Recorded, fresh: Recorded['types']): Recorded {
  const all = Object.entries({ ...types, ...fresh });
  return { cases, types: Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
