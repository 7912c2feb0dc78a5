import {
  closeSync,
  constants,
  type FileStat,
  fstatSync,
  openSync,
  readlinkSync,
  statfsSync,
  statSync,
} from '#files';
import { CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import type { Runner } from './runner.ts';

/** A container's network namespace, held open so that its path cannot change its meaning between two steps. */
export interface Netns {
  /** A path that always means this namespace: /proc/<this process>/fd/<n>. No blanks, whatever CNI_NETNS looks like. */
  path: string;
  /** The descriptor it is held open by. */
  fd: number;
  /** The kernel's identity of it, "net:[4026532281]". */
  id: string;
  /** CNI_NETNS as it was given, for messages. */
  given: string;
}

/** Types of file system that namespaces are files of: nsfs, and proc on old kernels. */
const namespaceFileSystems = [0x6e736673, 0x9fa0];

/**
 * Opens a network namespace by any path. Throws CniError (code 4, naming CNI_NETNS and the path) if there is none, or
 * if it is the one this process is in and `allowOwn` does not permit it. That a bind mount holds a namespace of
 * another kind shows only when it is entered: `refuseUnlessEnterable`.
 */
export function openNetns(given: string, allowOwn = false): Netns {
  const fd = openFile(given);
  try {
    return judged(given, fd, allowOwn);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function judged(given: string, fd: number, allowOwn: boolean): Netns {
  const stat = fstatSync(fd);
  const problem = fileProblem(fd, stat) ?? kindProblem(fd);
  if (problem !== undefined) throw refuse(given, problem);
  if (!allowOwn && isOwn(stat)) throw refuse(given, "it is the plugin's own network namespace");
  return { path: `/proc/${process.pid}/fd/${fd}`, fd, id: `net:[${stat.ino}]`, given };
}

/**
 * As `openNetns`, but undefined for a namespace that has vanished: nothing at the path, a process that has ended, or the
 * empty file that an unmounted namespace leaves. So DEL can go on without it.
 */
export function openNetnsIfThere(given: string, allowOwn = false): Netns | undefined {
  return given === '' || hasVanished(given) ? undefined : openNetns(given, allowOwn);
}

/** Throws CniError (code 4, naming CNI_NETNS and the path) if a namespace cannot be entered. */
export async function refuseUnlessEnterable(runner: Runner, netns: Netns): Promise<void> {
  const problem = await runner.entryProblem(netns);
  if (problem !== undefined) throw refuse(netns.given, problem);
}

/** The error for a CNI_NETNS that is of no use. */
export function refuse(given: string, state: string): CniError {
  return new CniError(Code.invalidEnvironment, `Cannot use CNI_NETNS ${quote(given)}: ${state}`);
}

function hasVanished(path: string): boolean {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size === 0 && !namespaceFileSystems.includes(statfsSync(path).type);
  } catch (error) {
    return ['ENOENT', 'ENOTDIR', 'ESRCH', 'EINVAL'].includes(errno(error));
  }
}

function openFile(path: string): number {
  if (path.includes('\0')) throw refuse(path, 'holds a NUL byte');
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK); // a pipe must not stop us
  } catch (error) {
    throw refuse(path, errno(error) === 'ENOENT' ? 'does not exist' : `cannot be opened (${errno(error)})`);
  }
}

function fileProblem(fd: number, stat: FileStat): string | undefined {
  if (stat.isDirectory()) return 'is a directory';
  return namespaceFileSystems.includes(statfsSync(`/proc/self/fd/${fd}`).type)
    ? undefined
    : 'is not a namespace';
}

/** A namespace opened through /proc/<pid>/ns tells its kind, "uts:[4026531838]". */
function kindProblem(fd: number): string | undefined {
  const [, kind] = /^([a-z_]+):\[\d+\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
  return kind === undefined || kind === 'net' ? undefined : `is a namespace of another kind (${kind})`;
}

function isOwn(stat: FileStat): boolean {
  const own = statSync('/proc/self/ns/net');
  return own.dev === stat.dev && own.ino === stat.ino;
}

function errno(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
