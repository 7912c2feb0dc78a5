import { dlopen } from 'bun:ffi';
import { openSync } from 'node:fs';
import { type Netns, refuse } from './netns.ts';

/** The kernel's word for "a network namespace", for setns(2). */
const CLONE_NEWNET = 0x40000000;

interface Libc {
  setns(fd: number, kind: number): number;
}

let libc: Libc | undefined;
let own: number | undefined;

/**
 * Does something in another network namespace: this thread enters it by setns(2) and comes back. What is done must be done
 * when it returns, since nothing that runs later runs there. Programs started in it stay there. Entering costs 0.1 ms where
 * `nsenter` and a shell for the sysctls cost 2. Throws CniError (code 4) if the namespace cannot be entered.
 */
export function within<T>(netns: Netns | undefined, action: () => T): T {
  if (netns === undefined) return action();
  own ??= openSync('/proc/self/ns/net', 'r');
  if (setns(netns.fd) !== 0) throw refuse(netns.given, notOne);
  try {
    return action();
  } finally {
    // To go on in the container would be worse than to end here: every step after this one is meant for the host.
    if (setns(own) !== 0) process.kill(process.pid, 'SIGKILL');
  }
}

const notOne = 'is not a network namespace';

/** What keeps us from entering a namespace. */
export function enterProblem(netns: Netns): string | undefined {
  try {
    within(netns, () => {});
    return undefined;
  } catch {
    return notOne;
  }
}

function setns(fd: number): number {
  libc ??= dlopen('libc.so.6', { setns: { args: ['i32', 'i32'], returns: 'i32' } })
    .symbols as unknown as Libc;
  return libc.setns(fd, CLONE_NEWNET);
}
