import { execa } from 'execa';
import { programPath } from './programPath.ts';
import type { Conversation, Finished, Program, Runner } from './runner.ts';
import { Talk } from './talk.ts';

/** The Runner of tools and tests, over execa. */
export const execaRunner: Runner = { run, converse };

async function run(program: Program): Promise<Finished> {
  const done = await execa(path(program), program.args, {
    ...options(program),
    input: program.input ?? '',
    timeout: program.timeout ?? 30_000,
    stripFinalNewline: false,
  });
  const said = { stdout: done.stdout, stderr: done.stderr };
  if (done.signal) return { exitCode: null, signal: done.signal, ...said };
  if (done.exitCode === undefined) return { exitCode: 127, stdout: '', stderr: done.shortMessage ?? '' };
  return { exitCode: done.exitCode, ...said };
}

function converse(program: Program): Conversation {
  const child = execa(path(program), program.args, { ...options(program), buffer: false, stdin: 'pipe' });
  const talk = new Talk();
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

function options(program: Program) {
  const env = program.env ?? { ...process.env, LC_ALL: 'C' };
  return { env, extendEnv: false, reject: false, killSignal: 'SIGKILL', cleanup: true } as const;
}

/** A name that is found nowhere is left as it is: execa then reports the failure to start. */
function path(program: Program): string {
  return programPath(program.file) ?? program.file;
}
