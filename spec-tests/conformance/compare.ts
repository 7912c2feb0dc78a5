import type { Verdict } from './judgement.ts';
import type { Report, SubjectReport } from './report/report.ts';
import type { Requirement } from './requirement.ts';
import type { Answer } from './verdicts.ts';

/** One requirement on both sides. */
export interface Row {
  requirement: Requirement;
  a: Answer;
  b: Answer;
  differs: boolean;
}

/** One plugin on both sides. */
export interface Pair {
  type: string;
  a: SubjectReport;
  b: SubjectReport;
  /** Every requirement, in order; empty if a side could not be judged. */
  rows: Row[];
}

export interface Comparison {
  a: Report;
  b: Report;
  pairs: Pair[];
  /** Plugins of the first that the second does not have. */
  alone: string[];
}

/** Two reports made with the same choice, side by side. */
export function compare(a: Report, b: Report): Comparison {
  const other = new Map(b.subjects.map((subject) => [subject.type, subject]));
  const pairs = a.subjects.flatMap((subject) => {
    const beside = other.get(subject.type);
    return beside ? [pair(subject, beside)] : [];
  });
  const alone = a.subjects.map(({ type }) => type).filter((type) => !other.has(type));
  return { a, b, pairs, alone };
}

function pair(a: SubjectReport, b: SubjectReport): Pair {
  const other = new Map(b.answers.map((answer) => [answer.requirement.id, answer]));
  const rows = a.answers.flatMap((one) => {
    const beside = other.get(one.requirement.id);
    return beside
      ? [{ requirement: one.requirement, a: one, b: beside, differs: one.verdict !== beside.verdict }]
      : [];
  });
  return { type: a.type, a, b, rows };
}

/** The rows that say more than that both are fine or neither is concerned: what differs, and what was found on both sides. */
export function telling({ rows }: Pair): Row[] {
  const quiet: Verdict[] = ['PASS', 'SKIP'];
  return rows.filter(
    ({ a, b, differs }) => differs || !quiet.includes(a.verdict) || !quiet.includes(b.verdict),
  );
}
