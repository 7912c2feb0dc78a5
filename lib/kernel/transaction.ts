import type { Outcome } from '../plan/apply.ts';
import { renderStep, script, toolCommand } from '../plan/render.ts';
import type { RulesStep } from '../plan/step.ts';
import { CniError, Code } from '../spec/errors.ts';
import { judge } from './judge.ts';
import type { Runner } from './runner.ts';

/**
 * Tries the attempts of a step one after the other, in turn with other processes where the step wants that. Throws CniError (code 11)
 * where those do not end.
 */
export async function transact(
  step: RulesStep,
  runner: Runner,
  trace: (line: string) => void,
): Promise<Outcome> {
  const [file = '', ...args] = toolCommand(step.tool).split(' ');
  const scripts = [...step.attempts.entries()];
  let said = '';
  const attempt = async (some: [number, string[]][]): Promise<Outcome | undefined> => {
    for (const [passed, lines] of some) {
      trace(renderStep({ ...step, attempts: [lines] }));
      const done = await runner.run({ file, args, input: script(lines) });
      if (done.exitCode === 0) return { step, state: 'done', said, passed };
      said = done.stderr.trim() || `exit code ${done.exitCode ?? done.signal}`;
    }
    return undefined;
  };
  const from = step.alone ? 0 : (step.aloneFrom ?? scripts.length);
  const done = await attempt(scripts.slice(0, from));
  if (done || from === scripts.length) return done ?? judge(step, { ok: false, said });
  const inTurn = async () => (await attempt(scripts.slice(from))) ?? judge(step, { ok: false, said });
  const last = await runner.inTurn(inTurn);
  if (last) return last;
  throw new CniError(Code.tryAgainLater, `Cannot ${step.why}: others who change such rules do not end`);
}
