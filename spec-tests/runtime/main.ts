import { type Requirement, requirements, type SpecText } from '../conformance/requirement.ts';
import type { CaseRun, RunOptions } from '../conformance/runCases.ts';
import { type Answer, answers } from '../conformance/verdicts.ts';
import type { Adapter } from './adapter.ts';
import { runtimeCases } from './cases/index.ts';
import { runRuntimeCases } from './runRuntimeCases.ts';

/** Those that bind runtimes. */
export const runtimeRequirements: readonly Requirement[] = requirements.filter(
  ({ side }) => side !== 'plugin',
);

export interface RuntimeOptions extends RunOptions {
  /** IDs of requirements. Default: all that bind runtimes. */
  only?: readonly string[];
  /** Which of the two texts of 1.1.0. Default: main. */
  text?: SpecText;
}

export interface RuntimeVerdicts {
  /** The runtime's name. */
  subject: string;
  /** One for each requirement asked for, in the order of the specification. */
  answers: Answer[];
  runs: CaseRun[];
}

/** Judges a runtime; an `only` that names nothing that is judged gives no answers. Never throws for what the runtime does. */
export async function judgeRuntime(adapter: Adapter, options: RuntimeOptions): Promise<RuntimeVerdicts> {
  const { only, text = 'main' } = options;
  const asked = runtimeRequirements.filter(
    (one) => (one.text ?? text) === text && (only?.includes(one.id) ?? true),
  );
  const ids = new Set(asked.map(({ id }) => id));
  const cases = runtimeCases.filter(({ judges }) => judges.some((id) => ids.has(id)));
  const runs = await runRuntimeCases(adapter, cases, options);
  return { subject: adapter.name, answers: answers(asked, runs), runs };
}
