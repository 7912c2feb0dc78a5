import { dlopen, read } from 'bun:ffi';
import type * as fs from 'node:fs';

/** The calls of the C library about files. They return what they return in C. */
interface LibcFiles {
  __errno_location(): number;
  access(path: Uint8Array, mode: number): number;
  close(fd: number): number;
  getdents64(fd: number, entries: Uint8Array, length: number): number;
  link(from: Uint8Array, to: Uint8Array): number;
  mkdir(path: Uint8Array, mode: number): number;
  open(path: Uint8Array, flags: number, mode: number): number;
  read(fd: number, bytes: Uint8Array, length: number): number;
  readlink(path: Uint8Array, bytes: Uint8Array, length: number): number;
  rename(from: Uint8Array, to: Uint8Array): number;
  rmdir(path: Uint8Array): number;
  statfs(path: Uint8Array, state: Uint8Array): number;
  statx(folder: number, path: Uint8Array, flags: number, wanted: number, state: Uint8Array): number;
  symlink(target: Uint8Array, path: Uint8Array): number;
  unlink(path: Uint8Array): number;
  utimensat(folder: number, path: Uint8Array, times: BigInt64Array, flags: number): number;
  write(fd: number, bytes: Uint8Array, length: number): number;
}

const integer = { returns: 'i32' };
const length = { returns: 'i64_fast' };

export const libc = dlopen('libc.so.6', {
  __errno_location: { args: [], returns: 'ptr' },
  access: { args: ['ptr', 'i32'], ...integer },
  close: { args: ['i32'], ...integer },
  getdents64: { args: ['i32', 'ptr', 'u64'], ...length },
  link: { args: ['ptr', 'ptr'], ...integer },
  mkdir: { args: ['ptr', 'u32'], ...integer },
  open: { args: ['ptr', 'i32', 'u32'], ...integer },
  read: { args: ['i32', 'ptr', 'u64'], ...length },
  readlink: { args: ['ptr', 'ptr', 'u64'], ...length },
  rename: { args: ['ptr', 'ptr'], ...integer },
  rmdir: { args: ['ptr'], ...integer },
  statfs: { args: ['ptr', 'ptr'], ...integer },
  statx: { args: ['i32', 'ptr', 'i32', 'u32', 'ptr'], ...integer },
  symlink: { args: ['ptr', 'ptr'], ...integer },
  unlink: { args: ['ptr'], ...integer },
  utimensat: { args: ['i32', 'ptr', 'ptr', 'i32'], ...integer },
  write: { args: ['i32', 'ptr', 'u64'], ...length },
}).symbols as unknown as LibcFiles;

const EINTR = 4;
/** What calls are expected to fail with now and then, by the kernel's number: it costs no more than the call. */
const expected: Record<number, [code: string, text: string]> = {
  2: ['ENOENT', 'no such file or directory'],
  11: ['EAGAIN', 'resource temporarily unavailable'],
  17: ['EEXIST', 'file already exists'],
};

/**
 * Makes a call of the C library, again where a signal has come between. Returns what it returned; undefined if it failed in a
 * way that nobody expects, or could not be made: then `node()` is to do the same, and finds the words. Throws the error that
 * `node:fs` would throw where the failure is an everyday one.
 */
export function attempt(syscall: string, paths: string[], call: () => number): number | undefined {
  if (paths.some((path) => path.includes('\0'))) return undefined;
  for (;;) {
    const returned = call();
    if (returned >= 0) return returned;
    const errno = read.i32(libc.__errno_location(), 0);
    if (errno === EINTR) continue;
    const [code, text] = expected[errno] ?? [];
    if (code === undefined) return undefined;
    const [path, dest] = paths;
    const where = paths.length === 0 ? '' : ` '${paths.join("' -> '")}'`;
    const more = { ...(path !== undefined && { path }), ...(dest !== undefined && { dest }) };
    throw Object.assign(new Error(`${code}: ${text}, ${syscall}${where}`), {
      errno: -errno,
      code,
      syscall,
      ...more,
    });
  }
}

/** A path as the C library takes it. */
export function cPath(path: string): Uint8Array {
  return new TextEncoder().encode(`${path}\0`);
}

/** The runtime's own functions, which take milliseconds to load. */
export function node(): typeof fs {
  return process.getBuiltinModule('node:fs');
}
