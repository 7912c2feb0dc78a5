import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { programPath } from '../../lib/kernel/programPath.ts';

/** Set for the process inside, so that one that still is not root does not try for ever. */
const mark = 'CNI_CONFORMANCE_INSIDE';

/** True if this process is not root and has not tried to become it in a user namespace. */
export function wantsUserNamespace(): boolean {
  return process.getuid?.() !== 0 && process.env[mark] === undefined;
}

/**
 * Runs this program again as root of a user namespace of its own and returns its exit status. `again`: the words that start it.
 * Throws if there can be no such namespace on this machine.
 */
export async function runRootless(again: readonly string[], argv: readonly string[]): Promise<number> {
  const unshare = programPath('unshare');
  if (!unshare) throw new Error('Cannot judge without root: unshare is missing (Debian package util-linux)');
  const enter = [unshare, '--user', '--map-root-user', '--'];
  const tried = await ended([...enter, 'true'], 'pipe');
  if (tried.status !== 0)
    throw new Error(
      `Cannot judge without root: this machine lets an ordinary user make no user namespace: ${tried.stderr.trim()}`,
    );
  return (await ended([...enter, ...again, ...argv], 'inherit')).status;
}

/** Ctrl-C reaches the child by itself; the other signals are handed on. This process ends when the child has. */
function ended([file = '', ...args]: string[], stderr: 'inherit' | 'pipe') {
  const child = spawn(file, args, {
    stdio: ['inherit', 'inherit', stderr],
    env: { ...process.env, [mark]: '1' },
  });
  const handOn = (signal: NodeJS.Signals) => child.kill(signal);
  const signals = ['SIGTERM', 'SIGHUP'] as const;
  const ignore = () => {};
  for (const signal of signals) process.on(signal, handOn);
  process.on('SIGINT', ignore);
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise<{ status: number; stderr: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const one of signals) process.off(one, handOn);
      process.off('SIGINT', ignore);
      resolve({ status: code ?? 128 + (signal ? constants.signals[signal] : 0), stderr: said });
    });
  });
}
