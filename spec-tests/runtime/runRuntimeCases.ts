import { CannotJudge, type Judgement } from '../conformance/judgement.ts';
import type { SpecText } from '../conformance/requirement.ts';
import type { CaseRun, RunOptions } from '../conformance/runCases.ts';
import type { Adapter } from './adapter.ts';
import { openRuntimeTrial } from './openRuntimeTrial.ts';
import { inapplicable, type RuntimeCase } from './runtimeCase.ts';

/** Runs cases side by side, each on ground of its own. Never throws for what a case or the runtime does. In the order given. */
export async function runRuntimeCases(
  adapter: Adapter,
  cases: readonly RuntimeCase[],
  options: RunOptions & { text?: SpecText },
): Promise<CaseRun[]> {
  const { text = 'main' } = options;
  const runs: CaseRun[] = [];
  let next = 0;
  let left = cases.length;
  const worker = async () => {
    for (let i = next++; i < cases.length; i = next++) {
      const run = await runCase(adapter, cases[i] as RuntimeCase, text);
      runs[i] = run;
      options.progress?.(run, --left);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
  return runs;
}

/** Every command of a trial has a bound, so a case has one too. */
async function runCase(adapter: Adapter, given: RuntimeCase, text: SpecText): Promise<CaseRun> {
  const start = performance.now();
  const judgements: Judgement[] = [];
  const end = (how: Partial<CaseRun>): CaseRun => {
    const { name, judges } = given;
    return { name, judges, judgements, ms: performance.now() - start, ...how };
  };
  const skipped = inapplicable(given, adapter, text);
  if (skipped !== undefined) return end({ skipped });
  try {
    await using open = await openRuntimeTrial(adapter, given, text);
    try {
      await given.run(open.trial);
    } finally {
      judgements.push(...open.trial.judgements);
    }
    return end({});
  } catch (error) {
    if (error instanceof CannotJudge) return end({ unjudged: error.message });
    return end({ broken: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
