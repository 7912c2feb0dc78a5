import { readdirSync, readFileSync, statSync } from 'node:fs';
import { CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';

/**
 * The paths of the files of a folder that have one of the extensions (".conf": the name from its last dot on, exact case),
 * sorted by their bytes. Folders in it are left out, links to files are not; a missing folder has none. Throws CniError (code 5).
 */
export function configFiles(folder: string, extensions: readonly string[]): string[] {
  const names = readNames(folder).filter((name) => extensions.includes(name.slice(name.lastIndexOf('.'))));
  const paths = names.map((name) => `${folder}/${name}`).filter(mayBeRead);
  return paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** The text of a file. Throws CniError (code 5). */
export function readConfig(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
}

/** A link that leads nowhere stays in: reading it says so, where leaving it out would hide a network. */
function mayBeRead(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return true;
  }
}

function unreadable(path: string, error: unknown): CniError {
  return new CniError(Code.io, `Cannot read ${quote(path)}: ${(error as Error).message}`, undefined, error);
}
