import { readFileSync, writeFileSync } from 'node:fs';
import type { Executor, Outcome } from '../plan/apply.ts';
import { ipLine, renderStep, script, sysctlLine, toolCommand } from '../plan/render.ts';
import type { Place, RulesStep, Step, SysctlStep } from '../plan/step.ts';
import { asCniError } from '../spec/errors.ts';
import { type Answer, IpSession } from './ipSession.ts';
import type { Netns } from './netns.ts';
import { means } from './refusal.ts';
import type { Runner } from './runner.ts';

/**
 * The one door to the kernel: every change of links, addresses, routes, sysctls and rules passes through `carryOut`, every
 * question about them through `ask`. Holds one `ip` process per place, started when the door is made.
 */
export class Door implements Executor {
  readonly #runner: Runner;
  readonly #netns: Netns | undefined;
  readonly #trace: (line: string) => void;
  readonly #sessions = new Map<Place, IpSession>();

  constructor(runner: Runner, netns: Netns | undefined, trace: (line: string) => void = () => {}) {
    this.#runner = runner;
    this.#netns = netns;
    this.#trace = trace;
  }

  /** Starts the programs that will be talked to, so that they are ready when the plan is. */
  warm(...places: Place[]): this {
    for (const place of places) this.#session(place);
    return this;
  }

  /** Resolves when a place can be worked in. Throws CniError (code 4) if CNI_NETNS cannot be entered. */
  ready(place: Place): Promise<void> {
    return this.#session(place).ready();
  }

  /** Asks `ip` with `show` lines; for each its JSON array, or undefined if what it names is not there. */
  async ask(place: Place, ...questions: string[][]): Promise<(unknown[] | undefined)[]> {
    const lines = questions.map((words) => ({ text: ipLine(words), asks: true }));
    const { lines: answers } = await this.#session(place).exchange([], lines);
    return answers.map((answer) => answer.found);
  }

  /** A value below /proc/sys of the host's namespace, or undefined if the kernel lacks the key. */
  readSysctl(key: string): string | undefined {
    try {
      return readFileSync(`/proc/sys/${key}`, 'utf8').trim();
    } catch {
      return undefined;
    }
  }

  async carryOut(steps: Step[]): Promise<Outcome[]> {
    for (const step of steps) this.#trace(renderStep(step));
    const outcomes: Outcome[] = [];
    for (const run of runs(steps)) outcomes.push(...(await this.#carryOutRun(run)));
    for (const { step, state, said } of outcomes) if (state === 'refused') this.#trace(`refused: ${step.why}: ${said}`);
    return outcomes;
  }

  /** Ends the programs that are being talked to. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.end()));
    this.#sessions.clear();
  }

  async #carryOutRun(run: Step[]): Promise<Outcome[]> {
    const [first] = run;
    if (first === undefined) return [];
    if (first.tool === 'ip' || first.tool === 'sysctl') return this.#talk(first.place, run);
    return [await this.#transaction(first)];
  }

  /** A run of sysctls and then ip lines, in one exchange. */
  async #talk(place: Place, run: Step[]): Promise<Outcome[]> {
    const sysctls = run.filter((step) => step.tool === 'sysctl');
    const ips = run.filter((step) => step.tool === 'ip');
    if (place === 'host') {
      const written = sysctls.map(writeSysctl);
      return [...written, ...(await this.#exchange(place, [], ips))];
    }
    return this.#exchange(place, sysctls, ips);
  }

  async #exchange(place: Place, sysctls: SysctlStep[], ips: Step[]): Promise<Outcome[]> {
    if (sysctls.length + ips.length === 0) return [];
    const session = this.#session(place, sysctls.length > 0);
    const answers = await session.exchange(
      sysctls.map((step) => sysctlLine(step.key, step.value)),
      ips.map((step) => ({ text: ipLine(step.tool === 'ip' ? step.words : []), asks: false })),
    );
    return [...pair(sysctls, answers.sysctls), ...pair(ips, answers.lines)];
  }

  async #transaction(step: RulesStep): Promise<Outcome> {
    const [file = '', ...args] = toolCommand(step.tool).split(' ');
    const said: string[] = [];
    for (const attempt of step.attempts) {
      const done = await this.#runner.run({ file, args, input: script(attempt) });
      if (done.exitCode === 0) return { step, state: 'done', said: '' };
      said.push(done.stderr.trim() || `exit code ${done.exitCode ?? done.signal}`);
    }
    return judge(step, { ok: false, said: said.at(-1) ?? '' });
  }

  /** The session for a place; a new one if there is none, it has ended, or it can no longer write sysctls and must. */
  #session(place: Place, mustWriteSysctls = false): IpSession {
    const open = this.#sessions.get(place);
    if (open && !open.dead && (open.writesSysctls || !mustWriteSysctls)) return open;
    if (open) void open.end();
    const session = new IpSession(this.#runner, place === 'container' ? this.#container() : undefined);
    this.#sessions.set(place, session);
    return session;
  }

  #container(): Netns {
    if (this.#netns === undefined) throw new Error('a step in the container without a namespace');
    return this.#netns;
  }
}

/** Cuts a lane where a sysctl follows an ip line (what comes after needs what came before) and around each transaction. */
function runs(steps: Step[]): Step[][] {
  const cut: Step[][] = [];
  let last: Step | undefined;
  for (const step of steps) {
    const alone = step.tool !== 'ip' && step.tool !== 'sysctl';
    const turns = step.tool === 'sysctl' && last?.tool === 'ip';
    if (last === undefined || alone || turns) cut.push([step]);
    else cut.at(-1)?.push(step);
    last = step;
  }
  return cut;
}

function pair(steps: Step[], answers: Answer[]): Outcome[] {
  return steps.map((step, index) => judge(step, answers[index] ?? { ok: undefined, said: 'no answer' }));
}

function judge(step: Step, answer: Answer): Outcome {
  if (answer.ok) return { step, state: 'done', said: '' };
  const fine = (step.fine && means(step.fine, answer.said)) || (step.tool === 'sysctl' && step.optional);
  if (fine) return { step, state: 'fine', said: answer.said };
  if (step.taken && means('exists', answer.said)) return { step, state: 'taken', said: answer.said };
  return { step, state: answer.ok === undefined ? 'unclear' : 'refused', said: answer.said };
}

function writeSysctl(step: SysctlStep): Outcome {
  try {
    writeFileSync(`/proc/sys/${sysctlLine(step.key, step.value).split(' ')[0]}`, step.value);
    return { step, state: 'done', said: '' };
  } catch (error) {
    return judge(step, { ok: false, said: asCniError(error).message });
  }
}
