import { type Case, inapplicable } from './case.ts';
import { CannotJudge, type Judgement } from './judgement.ts';
import { type OpenTrial, openTrial } from './openTrial.ts';
import { limit } from './patience.ts';
import type { Subject } from './subject.ts';

/** How one case went. */
export interface CaseRun {
  name: string;
  judges: string[];
  judgements: Judgement[];
  /** Why it does not apply to the subject. */
  skipped?: string;
  /** Why it could not be judged to its end; a case that says so has still judged what came before. */
  unjudged?: string;
  /** A defect of the harness or of the machine, not of the subject. */
  broken?: string;
  /** Milliseconds. */
  ms: number;
}

export interface RunOptions {
  /** How many at once. */
  jobs: number;
  /** Called after each case. */
  progress?(done: CaseRun, left: number): void;
  /** Asked after each case that was opened: true takes the trial over, with all its namespaces, and it is not closed here. */
  keep?(open: OpenTrial, judgements: readonly Judgement[], caseName: string): boolean;
}

/** Milliseconds for one case: far above any, so that one that hangs does not hang the whole. */
const bound = 120_000;

/** Runs cases side by side, each on ground of its own. Never throws for what a case or the subject does. In the order given. */
export async function runCases(
  subject: Subject,
  cases: readonly Case[],
  options: RunOptions,
): Promise<CaseRun[]> {
  const runs: CaseRun[] = [];
  let next = 0;
  let left = cases.length;
  const worker = async () => {
    for (let i = next++; i < cases.length; i = next++) {
      const given = cases[i] as Case;
      const run = await runCase(subject, given, options);
      runs[i] = run;
      options.progress?.(run, --left);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
  return runs;
}

async function runCase(subject: Subject, given: Case, { keep }: RunOptions): Promise<CaseRun> {
  const start = performance.now();
  const about = { name: given.name, judges: given.judges };
  const skipped = inapplicable(given, subject);
  if (skipped !== undefined) return { ...about, judgements: [], skipped, ms: 0 };
  const judgements: Judgement[] = [];
  const end = (how: Partial<CaseRun>): CaseRun => ({
    ...about,
    judgements,
    ms: performance.now() - start,
    ...how,
  });
  try {
    const open = await openTrial(subject, given);
    try {
      await withinBound(given.run(open.trial));
    } finally {
      judgements.push(...open.trial.judgements);
      if (!keep?.(open, judgements, given.name)) await open[Symbol.asyncDispose]();
    }
    return end({});
  } catch (error) {
    if (error instanceof CannotJudge) return end({ unjudged: error.message });
    return end({ broken: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function withinBound(running: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the case took longer than ${limit(bound) / 1000} s`)),
      limit(bound),
    );
  });
  await Promise.race([running, late]).finally(() => clearTimeout(timer));
}
