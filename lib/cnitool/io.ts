import { writeSync } from 'node:fs';
import type { Runner } from '../kernel/runner.ts';

/** What the tool may reach outside itself. */
export interface Io {
  runner: Runner;
  /** The version of weft. */
  version: string;
  /** Path of the executable that is running: plugins beside it are found without CNI_PATH. */
  self?: string | undefined;
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** Working directory: what a relative path starts from. */
  cwd: string;
}

/** What the caller has to say of it; the rest is this process's own unless given. */
export type GivenIo = Pick<Io, 'runner' | 'version' | 'self'> & Partial<Io>;

/** All of it. */
export function completeIo(given: GivenIo): Io {
  return { out: (text) => write(1, text), err: (text) => write(2, text), cwd: process.cwd(), ...given };
}

/** `process.stdout` costs more to touch than the rest of the tool takes. */
function write(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
}
