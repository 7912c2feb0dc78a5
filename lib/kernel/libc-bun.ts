import { ptr } from 'bun:ffi';
import { bind } from './bind-bun.ts';

/** The few calls of the C library that the runtime has no function for. They return what they return in C. */
interface Libc {
  setns(fd: number, kind: number): number;
  pipe2(fds: number, flags: number): number;
  fcntl(fd: number, command: number, value: number): number;
  poll(entries: number, count: number, timeout: number): number;
  flock(fd: number, operation: number): number;
}

/** Constants of the kernel, the same on every architecture that the runtime is made for. */
const CLONE_NEWNET = 0x40000000;
const O_CLOEXEC = 0o2000000;
const O_NONBLOCK = 0o4000;
const F_SETFL = 4;
const LOCK_EX = 2;
const LOCK_NB = 4;

let loaded: Libc | undefined;

function libc(): Libc {
  loaded ??= bind<Libc>({
    setns: { args: ['i32', 'i32'], returns: 'i32' },
    pipe2: { args: ['ptr', 'i32'], returns: 'i32' },
    fcntl: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
    poll: { args: ['ptr', 'u64', 'i32'], returns: 'i32' },
    flock: { args: ['i32', 'i32'], returns: 'i32' },
  });
  return loaded as Libc; // asked for only where `mayCallC`
}

/** Moves this thread into a network namespace. False if it cannot be entered. */
export function enterNetwork(fd: number): boolean {
  return libc().setns(fd, CLONE_NEWNET) === 0;
}

/** A new pipe: the end to read from and the end to write to. Programs started later do not inherit them. */
export function pipe(): { read: number; write: number } {
  const fds = new Int32Array(2);
  if (libc().pipe2(ptr(fds), O_CLOEXEC) !== 0) throw new Error('no more pipes');
  return { read: fds[0] ?? -1, write: fds[1] ?? -1 };
}

/** Makes reading from or writing to a descriptor fail with EAGAIN where it would wait. */
export function neverWait(fd: number): void {
  libc().fcntl(fd, F_SETFL, O_NONBLOCK);
}

/** Takes the lock on what a descriptor is open on. False while somebody else has it. */
export function lock(fd: number): boolean {
  return libc().flock(fd, LOCK_EX | LOCK_NB) === 0;
}

/** What to wait for at a descriptor. */
export const readable = 1;
export const writable = 4;

/** Waits until one of the descriptors is ready, or `timeout` milliseconds. For each, whether it is ready or has been hung up. */
export function poll(entries: { fd: number; events: number }[], timeout: number): boolean[] {
  // struct pollfd: int fd; short events; short revents
  const table = new Int32Array(entries.flatMap(({ fd, events }) => [fd, events]));
  libc().poll(ptr(table), entries.length, timeout);
  return entries.map((_, index) => (table[2 * index + 1] ?? 0) >>> 16 !== 0);
}
