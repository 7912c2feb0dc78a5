import {
  attempt,
  cPath,
  ENOENT,
  ENOSYS,
  isUnsayable,
  libc,
  libcNames,
  node,
  outcome,
} from './libcFiles-bun.ts';
import {
  type FileStat,
  type FileSystemStat,
  readStatfs,
  readStatx,
  statfsSize,
  statxSize,
} from './statStructs.ts';

/** Constants of the kernel, the same on every architecture that the runtime is made for. */
const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_EMPTY_PATH = 0x1000;
const STATX_BASIC_STATS = 0x7ff;

type NoEntry = { throwIfNoEntry: false };

export function accessSync(file: string, mode: number): void {
  if (attempt('access', [file], () => libc.access(cPath(file), mode)) === undefined)
    node().accessSync(file, mode);
}

export function existsSync(file: string): boolean {
  if (isUnsayable(file)) return false;
  const done = outcome(() => libc.access(cPath(file), 0));
  return done === -ENOSYS ? node().existsSync(file) : done === 0;
}

export function statSync(file: string): FileStat;
export function statSync(file: string, options: NoEntry): FileStat | undefined;
export function statSync(file: string, options?: NoEntry): FileStat | undefined {
  return statx('stat', file, 0, options);
}

export function lstatSync(file: string): FileStat;
export function lstatSync(file: string, options: NoEntry): FileStat | undefined;
export function lstatSync(file: string, options?: NoEntry): FileStat | undefined {
  return statx('lstat', file, AT_SYMLINK_NOFOLLOW, options);
}

export function fstatSync(fd: number): FileStat {
  const state = new Uint8Array(statxSize);
  const call = () => libc.statx(fd, cPath(''), AT_EMPTY_PATH, STATX_BASIC_STATS, state);
  return attempt('fstat', [], call) === undefined ? node().fstatSync(fd) : readStatx(state);
}

function statx(name: 'stat' | 'lstat', file: string, how: number, options?: NoEntry): FileStat | undefined {
  const state = new Uint8Array(statxSize);
  const call = () => libc.statx(AT_FDCWD, cPath(file), how, STATX_BASIC_STATS, state);
  if (options && !isUnsayable(file)) {
    const done = outcome(call); // no exception: most of what is asked for in this way is not there
    if (done >= 0) return readStatx(state);
    if (done === -ENOENT) return undefined;
  }
  return attempt(name, [file], call) === undefined ? node()[`${name}Sync`](file, options) : readStatx(state);
}

export function statfsSync(file: string): FileSystemStat {
  const state = new Uint8Array(statfsSize);
  const done = attempt('statfs', [file], () => libc.statfs(cPath(file), state));
  return done === undefined ? node().statfsSync(file) : readStatfs(state);
}

/** Sets the times of access and modification, in seconds of 1970. */
export function utimesSync(file: string, access: number, modification: number): void {
  const times = new Uint32Array([access, modification].flatMap(timespec));
  if (attempt('utime', [file], () => libcNames().utimensat(AT_FDCWD, cPath(file), times, 0)) === undefined)
    node().utimesSync(file, access, modification);
}

/** A `struct timespec`: seconds and nanoseconds of 64 bits each. Not for times before 1970. */
function timespec(seconds: number): number[] {
  const whole = Math.floor(seconds);
  return [whole % 2 ** 32, Math.floor(whole / 2 ** 32), Math.round((seconds - whole) * 1e9), 0];
}
