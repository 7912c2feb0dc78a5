import type { Verdict } from '../judgement.ts';
import type { Kind } from '../profile.ts';
import type { SpecText } from '../requirement.ts';
import type { Answer } from '../verdicts.ts';

/** Where the harness ran and what that kept it from. */
export interface Environment {
  /** Release of the kernel. */
  kernel: string;
  /** True in a user namespace of an ordinary user. */
  rootless: boolean;
  /** What could not be looked at or tried here, a sentence each. */
  leftOut: string[];
}

/** Everything found about the plugins of one directory. */
export interface Report {
  /** Version of the harness. */
  version: string;
  spec: SpecText;
  environment: Environment;
  /** The folders as they were given. */
  folders: string[];
  subjects: SubjectReport[];
  /** Executables that were not judged. */
  notJudged: { type: string; why: string }[];
}

/** Everything found about one plugin. */
export interface SubjectReport {
  type: string;
  kind: Kind | 'runtime';
  /** Versions it supports, lowest first. */
  versions: string[];
  /** From the profile, for the reader. */
  notes?: string;
  answers: Answer[];
  /** Cases that came to no end by a defect of the harness or of this machine. */
  broken: { case: string; why: string }[];
  /** Why nothing that was asked for could be judged; then there are no answers. */
  unjudgeable?: string;
}

export const verdicts: readonly Verdict[] = ['FAIL', 'WARN', 'INFO', 'PASS', 'SKIP'];

/** How often each verdict was given. */
export function summary(answers: readonly Answer[]): Record<Verdict, number> {
  const count = (verdict: Verdict) => answers.filter((one) => one.verdict === verdict).length;
  return {
    FAIL: count('FAIL'),
    WARN: count('WARN'),
    INFO: count('INFO'),
    PASS: count('PASS'),
    SKIP: count('SKIP'),
  };
}

/** "1 FAIL, 12 PASS, 2 SKIP": what there is none of is left out. */
export function summaryLine(answers: readonly Answer[]): string {
  const counted = summary(answers);
  const words = verdicts
    .filter((verdict) => counted[verdict] > 0)
    .map((verdict) => `${counted[verdict]} ${verdict}`);
  return words.join(', ') || 'nothing judged';
}

/** 0: no MUST is broken; 1: one is; 2: something, or everything, could not be judged. */
export function exitStatus({ subjects }: Report): 0 | 1 | 2 {
  const all = subjects.flatMap(({ answers }) => answers);
  if (all.some(({ verdict }) => verdict === 'FAIL')) return 1;
  const judged = subjects.some(({ unjudgeable }) => unjudgeable === undefined);
  return judged && subjects.every(({ broken }) => broken.length === 0) ? 0 : 2;
}

/** Answers by section of the specification, in the order of their first. */
export function bySection(answers: readonly Answer[]): Map<string, Answer[]> {
  const sections = new Map<string, Answer[]>();
  for (const one of answers) {
    const { section } = one.requirement;
    sections.set(section, [...(sections.get(section) ?? []), one]);
  }
  return sections;
}
