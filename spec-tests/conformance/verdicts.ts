import type { Judgement, Verdict } from './judgement.ts';
import type { Level, Requirement } from './requirement.ts';
import type { CaseRun } from './runCases.ts';

/** What a subject's run says about one requirement. */
export interface Answer {
  requirement: Requirement;
  verdict: Verdict;
  /** Judgements that went against the subject, each different one once, the gravest first. */
  findings: Judgement[];
  /** Number of judgements made. */
  judged: number;
  /** For SKIP: why. */
  reason?: string;
}

const held: Record<Level, Verdict> = { must: 'FAIL', should: 'WARN', may: 'INFO' };
const order: Verdict[] = ['FAIL', 'WARN', 'INFO', 'PASS', 'SKIP'];

/** One answer per requirement, in the order given: the worst of what its judgements say. */
export function answers(requirements: readonly Requirement[], runs: readonly CaseRun[]): Answer[] {
  return requirements.map((requirement) => answer(requirement, runs));
}

function answer(requirement: Requirement, runs: readonly CaseRun[]): Answer {
  const all = runs.flatMap((run) => run.judgements).filter((one) => one.requirement === requirement.id);
  const weight = (one: Judgement) => order.indexOf(verdictOf(one, requirement));
  const findings = distinct(all.filter((one) => !one.ok)).sort((a, b) => weight(a) - weight(b));
  const [gravest] = findings;
  const verdict = gravest ? verdictOf(gravest, requirement) : all.length > 0 ? 'PASS' : 'SKIP';
  if (verdict !== 'SKIP') return { requirement, verdict, findings, judged: all.length };
  return { requirement, verdict, findings, judged: 0, reason: whyNot(requirement, runs) };
}

/** What a finding comes to by itself: never more than the requirement's level allows. */
export function verdictOf(found: Judgement, { level }: Requirement): Verdict {
  return held[weaker(found.level, level)];
}

function weaker(a: Level | undefined, b: Level): Level {
  const levels: Level[] = ['may', 'should', 'must'];
  return levels.find((level) => level === a || level === b) ?? b;
}

/** The same thing found in the same case, such as by the invariants at every call, is told once. */
function distinct(found: Judgement[]): Judgement[] {
  const seen = new Set<string>();
  return found.filter((one) => {
    const key = `${one.case}\n${one.expected}\n${one.level ?? ''}`;
    return !seen.has(key) && seen.add(key);
  });
}

function whyNot(requirement: Requirement, runs: readonly CaseRun[]): string {
  if (requirement.unjudged) return requirement.unjudged;
  const about = runs.filter((run) => run.judges.includes(requirement.id));
  const reasons = about
    .map((run) => run.broken?.split('\n')[0] ?? run.unjudged ?? run.skipped)
    .filter((one) => one !== undefined);
  return (
    [...new Set(reasons)].join('; ') ||
    (about.length === 0 ? 'no case selected' : 'nothing came up to judge it by')
  );
}
