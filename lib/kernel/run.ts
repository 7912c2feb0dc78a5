import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { inside, sysctlWriter, writerProblems } from './inside.ts';
import type { Netns } from './netns.ts';
import { programPath } from './programPath.ts';
import type { Conversation, Finished, Program, Runner, SysctlValue } from './runner.ts';
import { Talk } from './talk.ts';
import { inTurnBy } from './turn.ts';

/** The Runner of tools and tests, over execa. Enters namespaces by way of nsenter. */
export const execaRunner: Runner = {
  run,
  converse,
  inTurn: inTurnBy(converse),
  entryProblem,
  readSysctl,
  writeSysctls,
};

async function run(given: Program): Promise<Finished> {
  const program = inside(given);
  const child = execa(path(program), program.args, {
    ...options(program),
    input: program.input ?? '',
    stripFinalNewline: false,
  });
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    // Children of its own may live on and hold the other ends.
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  }, program.timeout ?? 30_000);
  const done = await child;
  clearTimeout(timer);
  const said = { stdout: done.stdout, stderr: done.stderr };
  if (done.signal) return { exitCode: null, signal: done.signal, ...said };
  if (done.exitCode === undefined) return { exitCode: 127, stdout: '', stderr: done.shortMessage ?? '' };
  return { exitCode: done.exitCode, ...said };
}

function converse(given: Program): Conversation {
  const program = inside(given);
  const child = execa(path(program), program.args, { ...options(program), buffer: false, stdin: 'pipe' });
  const talk = new Talk(given.file);
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => talk.hear(stream, text));
  child.stdin.on('error', () => {}); // a program that has ended is noticed by `until`
  const ended = child.then((done) => talk.ended(done.signal ?? `exit code ${done.exitCode ?? 127}`));
  return {
    send: (text) => void child.stdin.write(text),
    until: (enough, timeout) => talk.until(enough, timeout),
    end: async () => {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 1000);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function entryProblem(netns: Netns): Promise<string | undefined> {
  const tried = await run({ file: 'true', args: [], netns });
  return tried.exitCode === 0 ? undefined : tried.stderr.trim();
}

async function readSysctl(key: string, netns?: Netns): Promise<string | undefined> {
  if (netns !== undefined) {
    const { exitCode, stdout } = await run({ file: 'cat', args: [`/proc/sys/${key}`], netns });
    return exitCode === 0 ? stdout.trim() : undefined;
  }
  return readFile(`/proc/sys/${key}`, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

async function writeSysctls(values: SysctlValue[], netns?: Netns): Promise<(string | undefined)[]> {
  const { stdout } = await run({ ...sysctlWriter(values), netns });
  return writerProblems(stdout, values);
}

function options(program: Program) {
  const env = program.env ?? { ...process.env, LC_ALL: 'C' };
  return { env, extendEnv: false, reject: false, killSignal: 'SIGKILL', cleanup: true } as const;
}

/** A name that is found nowhere is left as it is: execa then reports the failure to start. */
function path(program: Program): string {
  return programPath(program.file) ?? program.file;
}
