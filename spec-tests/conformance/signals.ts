import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Makes a folder for everything that cases put into the system's temporary one. It is removed when this process ends. */
export function ownTemporaryFolder(): string {
  // The throwaway hosts share /tmp, and nothing else that can be written to.
  const folder = mkdtempSync('/tmp/cni-conformance-');
  // Plugins that are called as somebody else have to get through.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Ends this process at Ctrl-C and the like, with everything it made: the namespaces go with their keepers, whose input closes,
 * the folder is removed. Returns what takes that back.
 */
export function removeAllOnSignals(folder: string): () => void {
  const end = (signal: NodeJS.Signals) => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.once(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}

/** Waits for Ctrl-C or the like. */
export function interrupted(): Promise<void> {
  // A signal handler alone does not keep the process alive.
  const alive = setInterval(() => {}, 60_000);
  return new Promise((resolve) => {
    for (const signal of signals)
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
  });
}
