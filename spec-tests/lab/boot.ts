import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { programPath } from '../../lib/kernel/programPath.ts';
import { follow } from './follow.ts';
import { watchdog } from './watchdog.ts';

/** What is to be done in the lab. */
export interface Job {
  /** A shell script, run as root from `/`. The folder /run/out of the lab is handed back. */
  script: string;
  /** Milliseconds that it may take once the lab has booted, before the lab is killed, whatever it does. */
  bound: number;
  /** Milliseconds until its kernel must have booted. Default: 120,000; it takes about 3,000. */
  bootBound?: number;
  /** Number of the processor it keeps to. Default: 0. */
  cpu?: number;
  /** The kernel, a program. Default: that of Debian's user-mode-linux. */
  kernel?: string;
  /** Takes what the job says while it runs. */
  hear?: (text: string) => void;
}

/** What became of it. */
export interface Done {
  /** Exit code of the script; undefined if the lab ended, or was ended, before it had one. */
  status: number | undefined;
  /** Why there is no status: "did not boot within 60000 ms", … */
  problem?: string;
  /** What the script wrote to standard output and standard error. */
  output: string;
  /** What the kernel said, for diagnosis. */
  console: string;
  /** Files that the script left in /run/out: name to text. */
  read(name: string): string | undefined;
}

/**
 * Boots the lab, runs a job in it, and hands over what it left to `use` before all of it is removed. Nothing outlives this process.
 * Throws only where there is nothing to boot.
 */
export async function inLab<T>(job: Job, use: (done: Done) => T | Promise<T>): Promise<T> {
  const kernel = programPath(job.kernel ?? 'linux.uml');
  if (kernel === undefined)
    throw new Error(
      `Cannot boot the lab: no ${job.kernel ?? 'linux.uml'} here (Debian package user-mode-linux)`,
    );
  const out = mkdtempSync(join(tmpdir(), 'weft-lab-'));
  try {
    const init = readFileSync(resolve(import.meta.dirname, 'init.sh'));
    writeFileSync(join(out, 'init.sh'), init, { mode: 0o755 });
    writeFileSync(join(out, 'job.sh'), job.script);
    return await use(await run(job, kernel, out));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function run(job: Job, kernel: string, out: string): Promise<Done> {
  const read = (name: string) =>
    existsSync(join(out, name)) ? readFileSync(join(out, name), 'utf8') : undefined;
  const lab = start(kernel, out, job.cpu ?? 0);
  const bounds = { boot: job.bootBound ?? 120_000, job: job.bound };
  const dog = watchdog(
    bounds,
    () => existsSync(join(out, 'booted')),
    () => lab.kill('SIGKILL'),
  );
  const ears = follow(join(out, 'output'), job.hear ?? (() => {}));
  const { all = '' } = await lab;
  ears.end();
  return done(read, dog.end(), all);
}

function done(read: Done['read'], late: string | undefined, console: string): Done {
  const status = read('status');
  const found = { output: read('output') ?? '', console, read };
  if (status !== undefined) return { status: Number(status), ...found };
  return { status: undefined, problem: `the lab ${late ?? 'ended by itself'}`, ...found };
}

/** `setpriv` ends the lab with this process, `--kill-child` everything in it with `unshare`. */
function start(kernel: string, out: string, cpu: number) {
  const unshare = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
  const guard = ['sh', resolve(import.meta.dirname, 'guard.sh'), out, kernel, String(cpu)];
  return execa('setpriv', ['--pdeathsig', 'KILL', 'unshare', ...unshare, ...guard], {
    stdin: 'ignore',
    all: true,
    reject: false,
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
    extendEnv: false,
  });
}
