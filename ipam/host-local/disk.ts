import { closeSync, lstatSync, openSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from '#files';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';

/** Milliseconds after which something half done was left by a crash. */
const crashedAfter = 60_000;

/** The text of a file; undefined if there is no file of that name. */
export function readIfThere(path: string): string | undefined {
  return unless(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'], () => readFileSync(path, 'utf8'));
}

/** The names in a folder; none if there is no such folder. */
export function namesIn(folder: string): string[] {
  return unless(['ENOENT', 'ENOTDIR'], () => readdirSync(folder)) ?? [];
}

/** Removes a file. Gone already is fine. */
export function removeIfThere(path: string): void {
  unless(['ENOENT', 'ENOTDIR'], () => unlinkSync(path));
}

/** Writes a file that must not be there yet and that nobody but its owner may read. */
export function writeNew(path: string, text: string): void {
  closeSync(openNew(path, text));
}

/** The same, and leaves it open. Returns the descriptor. */
export function openNew(path: string, text: string): number {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    return file;
  } catch (error) {
    closeSync(file);
    // By a descriptor, the system's error does not know which file it is.
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  }
}

/**
 * Whether something half done was left by a crash: whoever makes it needs milliseconds. By the clock either way: after a boot with
 * a wrong clock a file may seem to come from the future.
 */
export function isLeftBehind(path: string): boolean {
  const file = lstatSync(path, { throwIfNoEntry: false });
  return file !== undefined && Math.abs(Date.now() - file.mtimeMs) > crashedAfter;
}

/** What `work` gives, or undefined when it fails for one of these reasons ("ENOENT"). */
export function unless<T>(reasons: string[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (reasons.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Does all of it, whatever fails. Returns what failed, a line each. */
export function attemptAll(works: (() => void)[]): string[] {
  return works.flatMap((work) => {
    try {
      work();
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}

/** What the system said no to, as an error of the protocol (code 5); anything else unchanged. */
export function asIoError(thrown: unknown): unknown {
  const { code, syscall, path, message } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (thrown instanceof CniError || !code || !syscall) return thrown;
  // "EACCES: permission denied, open '/x'"
  const reason = message.slice(code.length + 2).split(', ')[0];
  const object = path === undefined ? 'a file' : quote(path);
  return new CniError(Code.io, `Cannot ${syscall} ${object}: ${reason}`, message, thrown);
}
