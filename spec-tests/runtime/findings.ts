import { isDeepStrictEqual } from 'node:util';
import type { Judgement } from '../conformance/judgement.ts';
import type { Level } from '../conformance/requirement.ts';
import { isCall, textOf } from './runtimeCall.ts';

/** What one run of one case has found. */
export class Findings {
  readonly judgements: Judgement[] = [];
  readonly #caseName: string;
  /** The script that does by hand what was done so far. */
  readonly script: () => string;

  constructor(caseName: string, script: () => string) {
    this.#caseName = caseName;
    this.script = script;
  }

  /** Notes whether the runtime did what a requirement asks. `seen`: a command, or what was found. */
  judge(requirement: string, ok: boolean, expected: string, seen: unknown): void {
    this.#note(requirement, ok, expected, seen, {});
  }

  /** The same, told but never held against the runtime: for what the text leaves open. */
  observe(requirement: string, ok: boolean, expected: string, seen: unknown): void {
    this.#note(requirement, ok, expected, seen, { level: 'may' });
  }

  /** Judges that something seen is exactly what it should be. */
  same(requirement: string, seen: unknown, wanted: unknown, expected: string): void {
    const ok = isDeepStrictEqual(seen, wanted);
    this.judge(requirement, ok, `${expected}: ${JSON.stringify(wanted)}`, seen);
  }

  #note(requirement: string, ok: boolean, expected: string, seen: unknown, as: { level?: Level }): void {
    const reproduce = isCall(seen) ? seen.reproduce : this.script();
    const about = { requirement, ok, expected, case: this.#caseName };
    this.judgements.push({ ...about, seen: textOf(seen), reproduce, ...as });
  }
}
