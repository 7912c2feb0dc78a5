import { read } from 'bun:ffi';
import type * as fs from 'node:fs';
import { bind } from './bind-bun.ts';

/** The calls of the C library about what is in files and what they are. They return what they return in C. */
interface LibcFiles {
  __errno_location(): number;
  access(path: Uint8Array, mode: number): number;
  close(fd: number): number;
  open(path: Uint8Array, flags: number, mode: number): number;
  read(fd: number, bytes: Uint8Array, length: number): number;
  readlink(path: Uint8Array, bytes: Uint8Array, length: number): number;
  statfs(path: Uint8Array, state: Uint8Array): number;
  statx(folder: number, path: Uint8Array, flags: number, wanted: number, state: Uint8Array): number;
  write(fd: number, bytes: Uint8Array, length: number): number;
}

/** Those about names, for who keeps files: each function that is bound costs 0.02 ms. */
interface LibcNames {
  link(from: Uint8Array, to: Uint8Array): number;
  rename(from: Uint8Array, to: Uint8Array): number;
  rmdir(path: Uint8Array): number;
  symlink(target: Uint8Array, path: Uint8Array): number;
  unlink(path: Uint8Array): number;
  utimensat(folder: number, path: Uint8Array, times: Uint32Array, flags: number): number;
}

const bound = bind<LibcFiles>({
  __errno_location: { args: [], returns: 'ptr' },
  access: { args: ['ptr', 'i32'], returns: 'i32' },
  close: { args: ['i32'], returns: 'i32' },
  open: { args: ['ptr', 'i32', 'u32'], returns: 'i32' },
  read: { args: ['i32', 'ptr', 'u64'], returns: 'i64_fast' },
  readlink: { args: ['ptr', 'ptr', 'u64'], returns: 'i64_fast' },
  statfs: { args: ['ptr', 'ptr'], returns: 'i32' },
  statx: { args: ['i32', 'ptr', 'i32', 'u32', 'ptr'], returns: 'i32' },
  write: { args: ['i32', 'ptr', 'u64'], returns: 'i64_fast' },
});

/** Whether functions of the C library can be called at all. Where not, `outcome` does not call any. */
export const mayCallC = bound !== undefined;

export const libc = bound as LibcFiles;

let names: LibcNames | undefined;

export function libcNames(): LibcNames {
  names ??= bind<LibcNames>({
    link: { args: ['ptr', 'ptr'], returns: 'i32' },
    rename: { args: ['ptr', 'ptr'], returns: 'i32' },
    rmdir: { args: ['ptr'], returns: 'i32' },
    symlink: { args: ['ptr', 'ptr'], returns: 'i32' },
    unlink: { args: ['ptr'], returns: 'i32' },
    utimensat: { args: ['i32', 'ptr', 'ptr', 'i32'], returns: 'i32' },
  });
  return names as LibcNames;
}

/** The entries of a folder. Undefined where the C library has no such function, as before glibc 2.30. */
interface LibcEntries {
  getdents64(fd: number, entries: Uint8Array, length: number): number;
}

let entries: LibcEntries | undefined;

export function libcEntries(): LibcEntries | undefined {
  entries ??= bind<LibcEntries>({ getdents64: { args: ['i32', 'ptr', 'u64'], returns: 'i64_fast' } });
  return entries;
}

const EINTR = 4;
/** What calls are expected to fail with now and then, by the kernel's number: it costs no more than the call. */
const expected: Record<number, [code: string, text: string]> = {
  2: ['ENOENT', 'no such file or directory'],
  5: ['EIO', 'i/o error'],
  11: ['EAGAIN', 'resource temporarily unavailable'],
  13: ['EACCES', 'permission denied'],
  17: ['EEXIST', 'file already exists'],
  28: ['ENOSPC', 'no space left on device'],
  30: ['EROFS', 'read-only file system'],
};

/** The kernel's numbers for "no such file or directory", "not now" and "no such call". */
export const ENOENT = 2;
export const EAGAIN = 11;
export const ENOSYS = 38;

/** Closes a descriptor. It is closed even where a signal has come between; a second time it might be another's. */
export function close(fd: number): boolean {
  return mayCallC && (libc.close(fd) === 0 || read.i32(libc.__errno_location(), 0) === EINTR);
}

/** Makes a call of the C library, again where a signal has come between: what it returned, or minus the kernel's number of the error. */
export function outcome(call: () => number): number {
  for (;;) {
    if (!mayCallC) return -ENOSYS;
    const returned = call();
    if (returned >= 0) return returned;
    const errno = read.i32(libc.__errno_location(), 0);
    if (errno !== EINTR) return -errno;
  }
}

/**
 * Makes a call of the C library. Returns what it returned; undefined if it failed in a way that nobody expects, or could
 * not be made: then `node()` is to do the same, and finds the words. Throws the error that `node:fs` would throw where the
 * failure is an everyday one.
 */
export function attempt(syscall: string, paths: string[], call: () => number): number | undefined {
  if (paths.some(isUnsayable)) return undefined;
  const returned = outcome(call);
  if (returned >= 0) return returned;
  const [code, text] = expected[-returned] ?? [];
  if (code === undefined) return undefined;
  const [path, dest] = paths;
  const where = paths.length === 0 ? '' : ` '${paths.join("' -> '")}'`;
  const error = new Error(`${code}: ${text}, ${syscall}${where}`);
  const named = { ...(path !== undefined && { path }), ...(dest !== undefined && { dest }) };
  throw Object.assign(error, { errno: returned, code, syscall, ...named });
}

/** In C, a path ends at the first NUL. */
export function isUnsayable(path: string): boolean {
  return path.includes('\0');
}

/** A path as the C library takes it. */
export function cPath(path: string): Uint8Array {
  return new TextEncoder().encode(`${path}\0`);
}

/** The runtime's own functions, which take milliseconds to load. */
export function node(): typeof fs {
  return process.getBuiltinModule('node:fs');
}
