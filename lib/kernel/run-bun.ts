import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import { enterProblem, within } from './enter-bun.ts';
import type { Netns } from './netns.ts';
import { programPath } from './programPath.ts';
import type { Conversation, Finished, Program, Runner, Said, SysctlValue } from './runner.ts';
import { Talk } from './talk.ts';

/**
 * The Runner of the compiled one-shot executables, over the runtime's own spawn: importing execa costs more milliseconds
 * there than everything else together. With `enter-bun.ts` and `bin/weft.ts` all that knows the runtime. Behaves as `run.ts` does;
 * one test is run against both.
 */
export const bunRunner: Runner = { run, converse, entryProblem, readSysctl, writeSysctls };

interface Child {
  pid: number;
  stdin: { write(text: string): unknown; flush(): unknown; end(): unknown };
  stdout: AsyncIterable<Uint8Array>;
  stderr: AsyncIterable<Uint8Array>;
  exited: Promise<number>;
  exitCode: number | null;
  signalCode: string | null;
  kill(signal: string): void;
}
declare const Bun: { spawn(command: string[], options: object): Child };

async function run(program: Program): Promise<Finished> {
  let child: Child;
  try {
    child = spawn(program, program.input === undefined ? 'ignore' : new TextEncoder().encode(program.input));
  } catch (error) {
    return { exitCode: 127, stdout: '', stderr: error instanceof Error ? error.message : String(error) };
  }
  const said = { stdout: '', stderr: '' };
  const heard = Promise.all([hear(child.stdout, 'stdout', said), hear(child.stderr, 'stderr', said)]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve();
    }, program.timeout ?? 30_000);
  });
  await child.exited;
  await Promise.race([heard, late]); // children of its own may live on and hold the other ends
  clearTimeout(timer);
  if (child.signalCode) return { exitCode: null, signal: child.signalCode, ...said };
  return { exitCode: child.exitCode, ...said };
}

function converse(program: Program): Conversation {
  const talk = new Talk(program.file);
  let child: Child;
  try {
    child = spawn(program, 'pipe');
  } catch (error) {
    talk.hear('stderr', error instanceof Error ? error.message : String(error));
    talk.ended('exit code 127');
    return { send: () => {}, until: (enough, timeout) => talk.until(enough, timeout), end: async () => {} };
  }
  const heard = Promise.all([listen(child.stdout, 'stdout', talk), listen(child.stderr, 'stderr', talk)]);
  Promise.all([child.exited, heard]).then(() =>
    talk.ended(child.signalCode ?? `exit code ${child.exitCode}`),
  );
  return {
    send: (line) =>
      ignoreClosed(() => {
        child.stdin.write(line);
        return child.stdin.flush();
      }),
    until: (enough, timeout) => talk.until(enough, timeout),
    // It ends by itself once nobody writes to it any more, at the latest with this process, which ends next.
    end: async () => ignoreClosed(() => child.stdin.end()),
  };
}

async function entryProblem(netns: Netns): Promise<string | undefined> {
  return enterProblem(netns);
}

async function readSysctl(key: string): Promise<string | undefined> {
  try {
    return readFileSync(`/proc/sys/${key}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

async function writeSysctls(values: SysctlValue[], netns?: Netns): Promise<(string | undefined)[]> {
  return within(netns, () => values.map(writeSysctl));
}

function writeSysctl({ key, value }: SysctlValue): string | undefined {
  try {
    writeFileSync(`/proc/sys/${key}`, value);
    return undefined;
  } catch (error) {
    return asCniError(error).message;
  }
}

function spawn(program: Program, stdin: 'ignore' | 'pipe' | Uint8Array): Child {
  const file = programPath(program.file);
  if (file === undefined) throw new Error(`${program.file}: no such program`);
  const env = program.env ?? { ...process.env, LC_ALL: 'C' };
  const start = () => Bun.spawn([file, ...program.args], { env, stdin, stdout: 'pipe', stderr: 'pipe' });
  const child = within(program.netns, start);
  if (program.netns !== undefined) refuseElsewhere(child, program.netns);
  return child;
}

/** A program meant for a container must not configure the host, should the runtime ever start it from another thread. */
function refuseElsewhere(child: Child, netns: Netns): void {
  if (readlinkSync(`/proc/${child.pid}/ns/net`) === netns.id) return;
  child.kill('SIGKILL');
  throw new CniError(Code.internal, 'Internal error: a program was started in the wrong network namespace');
}

/** Writing to a program that has ended fails at once or later; either way `until` is who tells. */
function ignoreClosed(write: () => unknown): void {
  try {
    const pending = write();
    if (pending instanceof Promise) pending.catch(() => {});
  } catch {}
}

async function hear(stream: AsyncIterable<Uint8Array>, name: 'stdout' | 'stderr', said: Said): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) said[name] += decoder.decode(chunk, { stream: true });
  said[name] += decoder.decode();
}

async function listen(
  stream: AsyncIterable<Uint8Array>,
  name: 'stdout' | 'stderr',
  talk: Talk,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) talk.hear(name, decoder.decode(chunk, { stream: true }));
}
