import { statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Throws if there is no folder for the file, before minutes are spent on what goes into it. */
export function demandRoom(out: string | undefined): void {
  if (out === undefined) return;
  if (!statSync(dirname(out), { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`Cannot write "${out}": no such folder`);
}

/** Writes a report to a file, or to standard output. */
export async function writeOut(text: string, out: string | undefined): Promise<void> {
  if (out === undefined) return write(process.stdout, text);
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw new Error(`Cannot write "${out}": ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}

/** Writes to the end: a process that ends before loses what a pipe has not taken. Whoever reads may stop reading. */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write(text, () => resolve());
  });
}
