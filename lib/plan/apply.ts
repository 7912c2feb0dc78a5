import { asCniError, CniError, Code } from '../spec/errors.ts';
import { lanes } from './lanes.ts';
import type { Plan, Stage, Step } from './step.ts';

/** The only door to the kernel: carries out the steps of one lane and tells for each what became of it. */
export interface Executor {
  carryOut(steps: Step[]): Promise<Outcome[]>;
}

/**
 * What became of a step: done, as good as done, taken by somebody else, refused with the tool's words, or unclear because the tool ended before
 * it had answered. Unclear counts as refused for the caller and as done for the undo.
 */
export interface Outcome {
  step: Step;
  state: 'done' | 'fine' | 'taken' | 'refused' | 'unclear';
  /** The tool's words, if it had any; of a transaction, those about its last attempt that was refused. */
  said: string;
  /** Of a transaction of rules that is done: which of its attempts has passed, from 0. */
  passed?: number;
}

/** What has been done so far and would have to be taken back. */
export class Undo {
  readonly #done: Plan = [];
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /**
   * Carries out a plan, and tells what came of it. On the first stage with a refused step throws CniError (code 100);
   * `takeBack` is the caller's.
   */
  async apply(plan: Plan): Promise<Outcome[]> {
    const all: Outcome[] = [];
    for (const stage of plan) {
      const outcomes = await carryOutStage(stage, this.#executor);
      this.#done.push(outcomes.filter(mayBeDone).map((outcome) => outcome.step));
      const refused = outcomes.filter(isFailure);
      if (refused.length > 0) throw refusalError(refused);
      all.push(...outcomes);
    }
    return all;
  }

  /** The steps that would take back what has been done and is shared, last first. `takeBack` leaves these out. */
  shared(): Step[] {
    return this.#done
      .flat()
      .filter((step) => step.shared)
      .flatMap(undoStep)
      .reverse();
  }

  /** Takes back everything applied that is not shared, last first. Returns what could not be taken back, as text; never throws. */
  async takeBack(): Promise<string[]> {
    const failures: string[] = [];
    for (const stage of this.#done.splice(0).reverse()) {
      const undoing = stage
        .filter((step) => !step.shared)
        .flatMap(undoStep)
        .reverse();
      const outcomes = await carryOutStage(undoing, this.#executor).catch((error: unknown) => [
        asCniError(error),
      ]);
      failures.push(...outcomes.filter(isFailure).map(failureText));
    }
    return failures;
  }
}

/** Carries out a plan of removals to its end, whatever is refused on the way. Returns the failures as text. */
export async function removeAll(plan: Plan, executor: Executor): Promise<string[]> {
  const failures: string[] = [];
  for (const stage of plan) failures.push(...failuresOf(await carryOutStage(stage, executor)));
  return failures;
}

/** What failed of what was carried out, as text. */
export function failuresOf(outcomes: Outcome[]): string[] {
  return outcomes.filter(isFailure).map(failureText);
}

async function carryOutStage(stage: Stage, executor: Executor): Promise<Outcome[]> {
  const done = await Promise.all(lanes(stage).map((lane) => executor.carryOut(lane.steps)));
  return done.flat();
}

/** The step that takes a step back, if it has an undo of its own. What is gone already is fine. */
export function undoStep(step: Step): Step[] {
  if (step.undo === undefined) return [];
  const base = { place: step.place, why: `take back: ${step.why}`, fine: 'absent' as const };
  switch (step.tool) {
    case 'ip':
      return [{ ...base, place: step.undoPlace ?? step.place, tool: 'ip', words: step.undo }];
    case 'ip -4':
    case 'ip -6':
      return [{ ...base, fine: step.undoFine ?? 'absent', tool: step.tool, words: step.undo }];
    case 'bridge':
    case 'tc':
      return [{ ...base, tool: step.tool, words: step.undo }];
    case 'sysctl':
      return [{ ...base, tool: 'sysctl', key: step.key, value: step.undo, optional: true }];
    default:
      return [{ ...base, tool: step.tool, attempts: [step.undo], ...(step.alone && { alone: true }) }];
  }
}

function mayBeDone(outcome: Outcome): boolean {
  return outcome.state === 'done' || outcome.state === 'unclear';
}

function isFailure(outcome: Outcome | CniError): boolean {
  return outcome instanceof CniError || !['done', 'fine'].includes(outcome.state);
}

function failureText(outcome: Outcome | CniError): string {
  return outcome instanceof CniError ? outcome.message : `Cannot ${outcome.step.why}: ${outcome.said}`;
}

/** The error for refused steps: the first names the action, `details` hold them all with the tools' words. */
function refusalError(refused: Outcome[]): CniError {
  const [first] = refused;
  if (first?.state === 'taken' && first.step.taken)
    return new CniError(first.step.taken.code, first.step.taken.message);
  if (!first) return new CniError(Code.internal, 'Internal error: a refusal without a step');
  return new CniError(Code.kernelRefused, failureText(first), refused.map(failureText).join('\n'));
}
