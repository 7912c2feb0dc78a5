import { versions } from '../../lib/spec/version.ts';
import { cases } from '../cases/index.ts';
import type { Case } from '../conformance/case.ts';
import type { Judgement, Verdict } from '../conformance/judgement.ts';
import { requirementOf } from '../conformance/requirement.ts';
import { type CaseRun, runCases } from '../conformance/runCases.ts';
import { subjectOf } from '../conformance/subject.ts';
import { type Answer, answers, verdictOf } from '../conformance/verdicts.ts';
import { profileOf } from './bases.ts';
import type { Brood } from './breed.ts';
import type { Mutant } from './mutant.ts';

/** How the harness did on one mutant. */
export interface Score {
  mutant: Mutant;
  /**
   * True if it held the requirement against the mutant; what it only tells counts where the requirement asks for no more. What it tells
   * of the good plugin as well does not count.
   */
  named: boolean;
  /** True if it holds the requirement against the good plugin, called in the same way, too. */
  accused: boolean;
  verdict: Verdict;
  /** What it saw, or why it saw nothing. */
  seen: string;
}

/** The cases that a mutant is judged by. */
export function casesFor({ breaks, by }: { breaks: string; by?: string[] | undefined }): Case[] {
  return cases.filter((one) => (by ? by.includes(one.name) : one.judges.includes(breaks) && !one.slow));
}

/** Judges mutants of one brood, each beside the good plugin, whose cases are run once. */
export class Bench {
  readonly #brood: Brood;
  readonly #good = new Map<string, Promise<CaseRun[]>>();

  constructor(brood: Brood) {
    this.#brood = brood;
  }

  /** Lets the harness judge a mutant by the requirement that it breaks. */
  async scoreOf(mutant: Mutant): Promise<Score> {
    const requirement = requirementOf(mutant.breaks);
    const good = answer(mutant, await this.#runsOfGood(mutant));
    const own = answer(mutant, await this.#runs(mutant, mutant, casesFor(mutant)));
    const told = new Set(good.findings.map(key));
    const counts = (one: Judgement) => requirement.level === 'may' || verdictOf(one, requirement) !== 'INFO';
    const found = own.findings.filter((one) => counts(one) && !told.has(key(one)));
    const accused = good.findings.some((one) => verdictOf(one, requirement) !== 'INFO');
    const seen = (accused ? good : { ...own, findings: [...found, ...own.findings] }).findings[0]?.seen;
    const { verdict, reason = 'nothing wrong' } = own;
    return { mutant, named: found.length > 0, accused, verdict, seen: seen ?? reason };
  }

  async #runsOfGood(about: Mutant): Promise<CaseRun[]> {
    const good = { name: `unchanged-${about.of}`, of: about.of };
    const runs = casesFor(about).map((one) => {
      const id = JSON.stringify([about.of, about.profile, one.name]);
      const run = this.#good.get(id) ?? this.#runs(about, good, [one]);
      this.#good.set(id, run);
      return run;
    });
    return (await Promise.all(runs)).flat();
  }

  #runs(about: Mutant, made: Pick<Mutant, 'name' | 'of'>, by: Case[]): Promise<CaseRun[]> {
    const subject = subjectOf(profileOf(about), [this.#brood.folder(made)], versions, 'main');
    return runCases(subject, by, { jobs: 1 });
  }
}

function answer({ breaks }: Mutant, runs: CaseRun[]): Answer {
  const [found] = answers([requirementOf(breaks)], runs);
  if (!found) throw new Error(`No answer for "${breaks}"`);
  const why = runs.map((run) => run.broken ?? run.unjudged).find((one) => one !== undefined);
  return why === undefined ? found : { ...found, reason: why };
}

function key(one: Judgement): string {
  return `${one.case}: ${one.expected}`;
}
