import { once } from 'node:events';
import { execa } from 'execa';
import { systemPath } from './needs.ts';

/**
 * A process that lives exactly as long as its owner holds its standard input open, and with it whatever it was put
 * into: namespaces, mounts. The owner's death, even by SIGKILL, closes that input, so nobody has to clean up. (The
 * kernel's other way, PR_SET_PDEATHSIG, follows the thread that started the process, not the process that owns it.)
 */
export interface Keeper {
  /** The line it said when it was ready. */
  ready: string;
  /** Closes its input and waits for its end. Never throws: it runs while a test's own error is on its way. */
  end(): Promise<void>;
}

/** Milliseconds that a keeper may take to start, and to end. */
const bound = { start: 10_000, end: 5000 };

/**
 * Starts `argv`, which has to write one line to standard output when it is ready and then become `cat`.
 * Throws with what it said on stderr if it ends before that.
 */
export async function keep(argv: string[]): Promise<Keeper> {
  const running = start(argv);
  const early = setTimeout(() => running.kill('SIGKILL'), bound.start);
  const chunk = await Promise.race([once(running.stdout, 'data'), running]);
  clearTimeout(early);
  if (!Array.isArray(chunk))
    throw new Error(`Cannot start "${argv[0]}": ${chunk.stderr || chunk.originalMessage}`);
  // A test that forgot its host must not keep the runner from ending, since that end is what removes the host.
  for (const part of [running, running.stdin, running.stdout, running.stderr]) unref(part);
  return { ready: String(chunk[0]).trim(), end: () => end(running) };
}

type Running = ReturnType<typeof start>;

function start([file = '', ...args]: string[]) {
  return execa(file, args, {
    cwd: '/',
    env: { PATH: systemPath, LC_ALL: 'C' },
    extendEnv: false,
    stdin: 'pipe',
    reject: false,
    cleanup: false,
    // Ctrl-C at the terminal goes to the runner alone, whose own clean-up still needs the keeper.
    detached: true,
  });
}

async function end(running: Running): Promise<void> {
  running.ref();
  running.stdin.end();
  const late = setTimeout(() => running.kill('SIGKILL'), bound.end);
  await running;
  clearTimeout(late);
}

/** Child processes and sockets both have it; the type of a pipe does not say so. */
function unref(part: { unref?: () => void } | object): void {
  if ('unref' in part) part.unref?.();
}
