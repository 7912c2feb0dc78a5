import { dlopen, read } from 'bun:ffi';
import type * as fs from 'node:fs';

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
  getdents64(fd: number, entries: Uint8Array, length: number): number;
  link(from: Uint8Array, to: Uint8Array): number;
  rename(from: Uint8Array, to: Uint8Array): number;
  rmdir(path: Uint8Array): number;
  symlink(target: Uint8Array, path: Uint8Array): number;
  unlink(path: Uint8Array): number;
  utimensat(folder: number, path: Uint8Array, times: Uint32Array, flags: number): number;
}

export const libc = dlopen('libc.so.6', {
  __errno_location: { args: [], returns: 'ptr' },
  access: { args: ['ptr', 'i32'], returns: 'i32' },
  close: { args: ['i32'], returns: 'i32' },
  open: { args: ['ptr', 'i32', 'u32'], returns: 'i32' },
  read: { args: ['i32', 'ptr', 'u64'], returns: 'i64_fast' },
  readlink: { args: ['ptr', 'ptr', 'u64'], returns: 'i64_fast' },
  statfs: { args: ['ptr', 'ptr'], returns: 'i32' },
  statx: { args: ['i32', 'ptr', 'i32', 'u32', 'ptr'], returns: 'i32' },
  write: { args: ['i32', 'ptr', 'u64'], returns: 'i64_fast' },
}).symbols as unknown as LibcFiles;

let names: LibcNames | undefined;

export function libcNames(): LibcNames {
  names ??= dlopen('libc.so.6', {
    getdents64: { args: ['i32', 'ptr', 'u64'], returns: 'i64_fast' },
    link: { args: ['ptr', 'ptr'], returns: 'i32' },
    rename: { args: ['ptr', 'ptr'], returns: 'i32' },
    rmdir: { args: ['ptr'], returns: 'i32' },
    symlink: { args: ['ptr', 'ptr'], returns: 'i32' },
    unlink: { args: ['ptr'], returns: 'i32' },
    utimensat: { args: ['i32', 'ptr', 'ptr', 'i32'], returns: 'i32' },
  }).symbols as unknown as LibcNames;
  return names;
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

/** The kernel's number for "no such file or directory". */
export const ENOENT = 2;

/** Makes a call of the C library, again where a signal has come between: what it returned, or minus the kernel's number of the error. */
export function outcome(call: () => number): number {
  for (;;) {
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
