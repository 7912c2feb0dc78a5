import type { Case } from './case.ts';
import type { Judgement } from './judgement.ts';
import type { Level, Requirement, SpecText } from './requirement.ts';
import { levels } from './usage.ts';

/** Requirements that are judged at every call (see invariants.ts), whatever a case is about. */
export const judgedAtEveryCall: readonly string[] = [
  ...['EXEC-04', 'EXEC-05', 'EXEC-07', 'EXEC-08', 'EXEC-14', 'EXEC-17'],
  ...['ERR-01', 'ERR-02', 'ERR-04'],
];

/** What is to be judged, of all there is. */
export interface Selection {
  requirements: Requirement[];
  cases: Case[];
}

export interface Choice {
  spec: SpecText;
  /** IDs of requirements and names of cases, mixed. Empty: all. */
  only: readonly string[];
  /** The weakest level to report. */
  level: Level;
  /** True to leave out what takes seconds. */
  fast: boolean;
}

/**
 * The requirements that bind plugins, in the text in question and of the level asked for, and the cases that judge them. Throws
 * for a name in `only` that is neither a requirement nor a case.
 */
export function select(
  requirements: readonly Requirement[],
  cases: readonly Case[],
  { spec, only, level, fast }: Choice,
): Selection {
  const ofPlugins = requirements.filter((one) => one.side !== 'runtime' && (one.text ?? spec) === spec);
  const named = namedOnes(only, requirements, cases, spec);
  const chosen = ofPlugins.filter((one) => counts(one.level, level) && (named?.ids.has(one.id) ?? true));
  const wanted = new Set(chosen.map(({ id }) => id));
  const everything = named === undefined || judgedAtEveryCall.some((id) => named.asked.has(id));
  const taken = cases.filter((one) => {
    if (fast && one.slow && !named?.cases.has(one.name)) return false;
    return (
      everything ||
      named.cases.has(one.name) ||
      one.judges.some((id) => named.asked.has(id) && wanted.has(id))
    );
  });
  return { requirements: chosen, cases: taken };
}

interface Named {
  /** Requirements named by themselves. */
  asked: Set<string>;
  /** These, and those that the named cases judge. */
  ids: Set<string>;
  cases: Set<string>;
}

function namedOnes(
  only: readonly string[],
  requirements: readonly Requirement[],
  cases: readonly Case[],
  spec: SpecText,
): Named | undefined {
  if (only.length === 0) return undefined;
  const asked = only.filter((name) => requirements.some(({ id }) => id === name));
  const found = cases.filter(({ name }) => only.includes(name));
  const unknown = only.filter((name) => !asked.includes(name) && !found.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new Error(
      `Cannot judge only "${unknown.join('", "')}": neither a requirement nor a case; see --list`,
    );
  for (const id of asked)
    demandBinding(
      requirements.find((one) => one.id === id),
      spec,
    );
  const ids = new Set([...asked, ...found.flatMap(({ judges }) => judges)]);
  return { asked: new Set(asked), ids, cases: new Set(found.map(({ name }) => name)) };
}

function demandBinding(asked: Requirement | undefined, spec: SpecText): void {
  if (asked?.side === 'runtime')
    throw new Error(`Cannot judge only "${asked.id}": it binds runtimes, not plugins`);
  if (asked?.text !== undefined && asked.text !== spec)
    throw new Error(`Cannot judge only "${asked.id}": the text of ${spec} does not have it`);
}

/** True if `level` is as strong as `weakest`, or stronger. */
export function counts(level: Level, weakest: Level): boolean {
  return levels.indexOf(level) <= levels.indexOf(weakest);
}

/** The judgements that may be reported: what was only told (level "may") is left out when a stronger level is asked for. */
export function reported(judgements: readonly Judgement[], weakest: Level): Judgement[] {
  return judgements.filter((one) => one.ok || one.level === undefined || counts(one.level, weakest));
}
