import { readFileSync, readlinkSync, writeFileSync } from '#files';
import { CniError, Code } from '../spec/errors.ts';
import { enterProblem, within } from './enter-bun.ts';
import type { Netns } from './netns.ts';
import { Pipes } from './pipes-bun.ts';
import { programPath } from './programPath.ts';
import type { Conversation, Finished, Program, Runner, Said, SysctlValue } from './runner.ts';
import { Talk } from './talk.ts';
import { inTurn, turnHeld } from './turn-bun.ts';

/**
 * The Runner of the compiled one-shot executables, over the runtime's own spawn: importing execa costs more milliseconds
 * there than everything else together. With the other files named after it and
 * `bin/weft.ts` all that knows the runtime. Behaves as `run.ts` does;
 * one test is run against both.
 */
export const bunRunner: Runner = { run, converse, inTurn, entryProblem, readSysctl, writeSysctls };

interface Child {
  pid: number;
  stdout: AsyncIterable<Uint8Array>;
  stderr: AsyncIterable<Uint8Array>;
  exited: Promise<number>;
  exitCode: number | null;
  signalCode: string | null;
  kill(signal: string): void;
}
/** Nothing, a pipe for the runtime to read, what it is to write, or a descriptor. */
type End = 'ignore' | 'pipe' | Uint8Array | number;

declare const Bun: { spawn(command: string[], options: object): Child };

async function run(program: Program): Promise<Finished> {
  let child: Child;
  try {
    const stdin = program.input === undefined ? 'ignore' : new TextEncoder().encode(program.input);
    child = spawn(program, [stdin, 'pipe', 'pipe', ...turnHeld()]);
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
  const pipes = new Pipes(talk);
  try {
    const { stdin, stdout, stderr } = pipes.itsEnds;
    const child = spawn(program, [stdin, stdout, stderr]);
    child.exited.then(() => talk.ended(child.signalCode ?? `exit code ${child.exitCode}`));
  } catch (error) {
    talk.hear('stderr', error instanceof Error ? error.message : String(error));
    talk.ended('exit code 127');
  }
  pipes.handedOver();
  return {
    send: (text) => pipes.send(text),
    async until(enough, timeout) {
      const since = Date.now();
      // First whatever else can be done while the program works on it; then nothing but waiting for it.
      for (let open = true; open && !talk.isOver(enough) && Date.now() < since + timeout; ) {
        await nextTurn();
        open = pipes.pump(Math.min(slice, since + timeout - Date.now()));
      }
      return talk.until(enough, timeout, since);
    },
    // It ends by itself once nobody writes to it any more, at the latest with this process, which ends next.
    end: async () => pipes.end(),
  };
}

/** Milliseconds of waiting for one program after which all others are looked at. */
const slice = 50;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function entryProblem(netns: Netns): Promise<string | undefined> {
  return enterProblem(netns);
}

async function readSysctl(key: string, netns?: Netns): Promise<string | undefined> {
  try {
    return within(netns, () => readFileSync(`/proc/sys/${key}`, 'utf8')).trim();
  } catch {
    return undefined;
  }
}

async function writeSysctls(values: SysctlValue[], netns?: Netns): Promise<(string | undefined)[]> {
  return within(netns, () => values.map(writeSysctl));
}

function writeSysctl({ key, value }: SysctlValue): string | undefined {
  try {
    writeFileSync(`/proc/sys/${key}`, `${value}\n`); // nothing at all would not be written
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** `stdio`: what the program gets as its descriptors 0, 1, 2 and so on. */
function spawn(program: Program, stdio: End[]): Child {
  const file = programPath(program.file);
  if (file === undefined) throw new Error(`${program.file}: no such program`);
  const env = program.env ?? { ...process.env, LC_ALL: 'C' };
  const start = () => Bun.spawn([file, ...program.args], { env, stdio });
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

async function hear(stream: AsyncIterable<Uint8Array>, name: 'stdout' | 'stderr', said: Said): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) said[name] += decoder.decode(chunk, { stream: true });
  said[name] += decoder.decode();
}
