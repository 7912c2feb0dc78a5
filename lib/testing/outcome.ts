import { execa } from 'execa';
import { killGroup } from './killGroup.ts';
import { systemPath } from './needs.ts';

/** What a finished program leaves: everything a test may judge it by. */
export interface Outcome {
  argv: readonly string[];
  /** Where it ran, for messages. */
  place: string;
  /** 0 to 255; 127 if it could not be started; null if a signal ended it. */
  exitCode: number | null;
  /** "SIGKILL", … if a signal ended it. */
  signal: string | null;
  stdout: string;
  stderr: string;
  /** From start to end, milliseconds. */
  ms: number;
  /** True if the bound was reached and the program with all its children was killed. */
  timedOut: boolean;
}

export interface RunOptions {
  /** Standard input; without it, /dev/null. */
  input?: string | undefined;
  /** The whole environment of the program. Default: PATH, HOME and LC_ALL=C. */
  env?: Record<string, string> | undefined;
  /** Milliseconds before the program and all its children are killed. Default: 30,000. */
  timeout?: number | undefined;
}

const plainEnvironment = { PATH: systemPath, HOME: '/run', LC_ALL: 'C' };

/**
 * Runs a program to its end, in its own process group and from `/`. Never throws for what the program does.
 * `enter` is put before it ("nsenter …") to run it somewhere else.
 */
export async function outcomeOf(
  place: string,
  enter: string[],
  argv: string[],
  options: RunOptions,
): Promise<Outcome> {
  const [file = '', ...args] = [...enter, ...argv];
  const start = performance.now();
  const running = execa(file, args, {
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    env: options.env ?? plainEnvironment,
    extendEnv: false,
    cwd: '/',
    detached: true,
    reject: false,
    stripFinalNewline: false,
  });
  const bound = killAfter(options.timeout ?? 30_000, running.pid, enter.length > 0, () => {
    running.stdout.destroy();
    running.stderr.destroy();
  });
  const { exitCode, signal, stdout, stderr, originalMessage } = await running;
  const ms = performance.now() - start;
  const end = signal ? { exitCode: null, signal } : { exitCode: exitCode ?? 127, signal: null };
  const said = running.pid === undefined ? (originalMessage ?? '') : stderr;
  return { argv, place, ...end, stdout, stderr: said, ms, timedOut: bound.reached() };
}

/** The outcome itself if the exit code is 0; else an error with all the evidence. */
export function demandSuccess(outcome: Outcome, input?: string): Outcome {
  if (outcome.exitCode === 0) return outcome;
  throw new Error(
    `Cannot run "${outcome.argv.join(' ')}" in ${outcome.place}: ${ending(outcome)}${evidence(outcome, input)}`,
  );
}

function ending({ exitCode, signal, timedOut, ms }: Outcome): string {
  const how = timedOut ? 'killed at its bound' : signal ? `ended by ${signal}` : `exit code ${exitCode}`;
  return `${how} after ${Math.round(ms)} ms`;
}

function evidence({ stdout, stderr }: Outcome, input = ''): string {
  const parts = Object.entries({ stdin: input, stdout, stderr }).filter(([, text]) => text !== '');
  return parts.map(([name, text]) => `\n--- ${name}\n${text.trimEnd()}`).join('');
}

/**
 * Milliseconds after which a dead program's output is taken for complete: a child that has left its group may hold it
 * open for ever.
 */
const patience = 1000;

function killAfter(ms: number, leader: number | undefined, entered: boolean, letGo: () => void) {
  let reached = false;
  let timer = setTimeout(() => {
    reached = true;
    if (leader !== undefined) killGroup(leader, entered);
    timer = setTimeout(letGo, patience);
  }, ms);
  return {
    reached() {
      clearTimeout(timer);
      return reached;
    },
  };
}
