import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cases } from '../cases/index.ts';
import type { Candidates } from './candidates.ts';
import type { Case } from './case.ts';
import type { SubjectReport } from './report/report.ts';
import { type Level, requirements } from './requirement.ts';
import { type CaseRun, type RunOptions, runCases } from './runCases.ts';
import { type Choice, reported, type Selection, select } from './select.ts';
import type { Subject } from './subject.ts';
import { type Answer, answers } from './verdicts.ts';

export interface JudgeOptions extends Choice {
  /** Default: all there are. */
  cases?: readonly Case[];
  /** Cases at once. */
  jobs: number;
  /** Called before the first case of a subject and after each. */
  progress?(subject: Subject, left: number, done?: CaseRun): void;
  /** See `runCases`. */
  keep?: RunOptions['keep'];
}

/** Judges plugins one after the other, the cases of each side by side. Throws for a choice that names nothing. */
export async function judge(
  { subjects }: Pick<Candidates, 'subjects'>,
  options: JudgeOptions,
): Promise<SubjectReport[]> {
  const selection = select(requirements, options.cases ?? cases, options);
  const reports: SubjectReport[] = [];
  for (const subject of subjects) reports.push(await judgeOne(subject, selection, options));
  return reports;
}

async function judgeOne(
  subject: Subject,
  selection: Selection,
  options: JudgeOptions,
): Promise<SubjectReport> {
  const { jobs, keep, progress, level } = options;
  const refusal = await probe(subject);
  if (refusal !== undefined) return { ...about(subject), answers: [], broken: [], unjudgeable: refusal };
  progress?.(subject, selection.cases.length);
  const runs = await runCases(subject, selection.cases, {
    jobs,
    ...(keep ? { keep } : {}),
    progress: (done, left) => progress?.(subject, left, done),
  });
  return reportOf(subject, selection, runs, level);
}

/** What the runs of a subject come to. */
export function reportOf(
  subject: Subject,
  { requirements }: Selection,
  runs: CaseRun[],
  level: Level,
): SubjectReport {
  const broken = runs.flatMap(({ name, broken }) =>
    // The stack is of no use to whoever judges a plugin.
    broken === undefined ? [] : [{ case: name, why: broken.split('\n')[0] ?? '' }],
  );
  const unjudgeable = noGround(answers(requirements, runs), runs);
  if (unjudgeable !== undefined) return { ...about(subject), answers: [], broken, unjudgeable };
  const counted = runs.map((run) => ({ ...run, judgements: reported(run.judgements, level) }));
  return { ...about(subject), answers: answers(requirements, counted), broken };
}

function about({ type, profile: { kind, notes }, versions }: Subject) {
  return { type, kind, versions, ...(notes === undefined ? {} : { notes }) };
}

/**
 * Why nothing that was asked for could be judged, such as ADD failing, or what the profile prepares. Undefined if
 * something could, or if nothing applies. What is judged at every call does not count unless it was asked for.
 */
export function noGround(given: readonly Answer[], runs: readonly CaseRun[]): string | undefined {
  const reasons = runs.map(({ unjudged }) => unjudged).filter((one) => one !== undefined);
  if (reasons.length === 0 || given.some(({ verdict }) => verdict !== 'SKIP')) return undefined;
  return [...new Set(reasons)].join('; ');
}

/** Why this machine cannot run the plugin, by what its profile tries; undefined if it can. */
async function probe({ profile, folders }: Subject): Promise<string | undefined> {
  if (profile.probe === undefined) return undefined;
  await using host = await throwawayHost({ plugins: folders });
  const { exitCode, stderr } = await host.run(['sh', '-ec', profile.probe]);
  if (exitCode === 0) return undefined;
  return `this kernel or machine cannot do "${profile.probe}": ${stderr.trim() || `exit status ${exitCode}`}`;
}
