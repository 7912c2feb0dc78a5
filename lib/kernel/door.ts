import type { Executor, Outcome } from '../plan/apply.ts';
import { ipLine, renderStep, sysctlLine } from '../plan/render.ts';
import type { BridgeStep, FamilyIpStep, IpStep, Place, Step, SysctlStep, TcStep } from '../plan/step.ts';
import { CniError, Code } from '../spec/errors.ts';
import { type BatchTool, IpSession } from './ipSession.ts';
import { judge } from './judge.ts';
import type { Netns } from './netns.ts';
import { means } from './refusal.ts';
import type { Runner } from './runner.ts';
import { transact } from './transaction.ts';

/** A line to a program that is talked to. */
type BatchStep = IpStep | FamilyIpStep | BridgeStep | TcStep;

/**
 * The one door to the kernel: every change of links, addresses, routes, sysctls and rules passes through `carryOut`, every
 * question about them through `ask`. Holds one `ip` process per place, started when the door is made, one `bridge`
 * where anything is about VLANs, and one `tc` where anything is about queueing.
 */
export class Door implements Executor {
  readonly #runner: Runner;
  readonly #netns: Netns | undefined;
  readonly #trace: (line: string) => void;
  readonly #sessions = new Map<string, IpSession>();

  constructor(runner: Runner, netns: Netns | undefined, trace: (line: string) => void = () => {}) {
    this.#runner = runner;
    this.#netns = netns;
    this.#trace = trace;
  }

  /** Starts the programs that will be talked to, so that they are ready when the plan is. */
  warm(...places: Place[]): this {
    for (const place of places) this.#session('ip', place);
    return this;
  }

  /** Starts `bridge` on the host, for a call that is going to say something about VLANs. */
  warmBridge(): void {
    this.#session('bridge', 'host');
  }

  /** Starts `tc` on the host, for a call that is going to say something about queueing. */
  warmTc(): this {
    this.#session('tc', 'host');
    return this;
  }

  /**
   * Asks `ip` with `show` lines; for each its JSON array, or undefined if what it names is not there. Throws CniError (code
   * 100) where `ip` could not be asked.
   */
  ask(place: Place, ...questions: string[][]): Promise<(unknown[] | undefined)[]> {
    return this.#ask(this.#session('ip', place), questions);
  }

  /** Asks `bridge` on the host, as `ask` does `ip`. */
  askBridge(...questions: string[][]): Promise<(unknown[] | undefined)[]> {
    return this.#ask(this.#session('bridge', 'host'), questions);
  }

  /** Asks `tc` about queueing disciplines and filters, as `ask` does `ip`. */
  askTc(place: Place, ...questions: string[][]): Promise<(unknown[] | undefined)[]> {
    return this.#ask(this.#session('tc', place), questions);
  }

  /**
   * Asks an `ip` that knows one family alone. Tables, protocols and scopes in its answers are numbers, as text: names are
   * the host's.
   */
  askFamily(place: Place, family: 4 | 6, ...questions: string[][]): Promise<(unknown[] | undefined)[]> {
    return this.#ask(this.#session(`ip -${family}`, place), questions);
  }

  async #ask(session: IpSession, questions: string[][]): Promise<(unknown[] | undefined)[]> {
    const answers = await session.exchange(questions.map((words) => ({ text: ipLine(words), asks: true })));
    // Who has not been heard has not said that there is nothing.
    const unheard = answers.find(({ ok, said }) => ok === undefined && !means('absent', said));
    if (unheard) throw new CniError(Code.kernelRefused, `Cannot ask the kernel: ${unheard.said}`);
    return answers.map((answer) => answer.found);
  }

  /** A value below /proc/sys, or undefined if the kernel lacks the key. */
  readSysctl(key: string, place: Place = 'host'): Promise<string | undefined> {
    return this.#runner.readSysctl(key, this.#netnsOf(place));
  }

  async carryOut(steps: Step[]): Promise<Outcome[]> {
    for (const step of steps) if (!('attempts' in step)) this.#trace(renderStep(step));
    const outcomes: Outcome[] = [];
    for (const run of runs(steps)) outcomes.push(...(await this.#carryOutRun(run)));
    for (const { step, state, said } of outcomes)
      if (state === 'refused') this.#trace(`refused: ${step.why}: ${said}`);
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
    if (isBatch(first))
      return this.#exchange(
        this.#session(first.tool, first.place),
        run.filter((step) => step.tool === first.tool) as BatchStep[],
      );
    if (first.tool === 'sysctl')
      return this.#writeSysctls(
        first.place,
        run.filter((step) => step.tool === 'sysctl'),
      );
    return [await transact(first, this.#runner, this.#trace)];
  }

  async #exchange(session: IpSession, steps: BatchStep[]): Promise<Outcome[]> {
    const answers = await session.exchange(steps.map((step) => ({ text: ipLine(step.words), asks: false })));
    return steps.map((step, index) => judge(step, answers[index] ?? { ok: undefined, said: 'no answer' }));
  }

  async #writeSysctls(place: Place, steps: SysctlStep[]): Promise<Outcome[]> {
    for (const step of steps) sysctlLine(step.key, step.value);
    const write = () => this.#runner.writeSysctls(steps, this.#netnsOf(place));
    const alone = steps.some((step) => step.alone);
    const problems = (alone ? await this.#runner.inTurn(write) : undefined) ?? (await write());
    return steps.map((step, index) =>
      judge(step, { ok: problems[index] === undefined, said: problems[index] ?? '' }),
    );
  }

  /** The session of a tool for a place; a new one if there is none or it has ended. */
  #session(tool: BatchTool, place: Place): IpSession {
    const open = this.#sessions.get(`${tool}@${place}`);
    if (open && !open.dead) return open;
    if (open) void open.end();
    const session = new IpSession(this.#runner, this.#netnsOf(place), tool);
    this.#sessions.set(`${tool}@${place}`, session);
    return session;
  }

  #netnsOf(place: Place): Netns | undefined {
    if (place === 'host') return undefined;
    if (this.#netns === undefined) throw new Error('a step in the container without a namespace');
    return this.#netns;
  }
}

function isBatch(step: Step): step is BatchStep {
  return step.tool !== 'sysctl' && !('attempts' in step);
}

/** Cuts a lane where its tool changes, since what comes after needs what came before, and around each transaction. */
function runs(steps: Step[]): Step[][] {
  const cut: Step[][] = [];
  let last: Step | undefined;
  for (const step of steps) {
    const folds = step.tool === last?.tool && !('attempts' in step);
    if (folds) cut.at(-1)?.push(step);
    else cut.push([step]);
    last = step;
  }
  return cut;
}
