import { statSync } from '#files';
import { CniError, Code } from '../spec/errors.ts';
import { executableNameProblem } from '../spec/name.ts';
import { quote } from '../spec/quote.ts';

/**
 * The file that `type` means: the first regular file `<folder>/<type>` along `cniPath` (folders joined by ":"), links
 * followed. Empty elements of the path are skipped, so that a stray ":" never means the working directory. The executable
 * bit is not judged: running the file says more about why it cannot be run.
 *
 * Throws CniError (code 103) that names the type and the folders searched. Specification, section 2, CNI_PATH.
 */
export function findPlugin(type: string, cniPath: string): string {
  const folders = cniPath.split(':').filter((folder) => folder !== '');
  const problem = executableNameProblem(type);
  if (problem !== undefined) throw missing(type, `the type ${problem}`);
  if (folders.length === 0) throw missing(type, 'CNI_PATH names no folder');
  const file = folders.map((folder) => `${folder}/${type}`).find(isFile);
  if (file === undefined) throw missing(type, `no such file in ${folders.map(quote).join(', ')}`);
  return file;
}

/** Whatever cannot be looked at (no right, a loop of links, a file where a folder should be) is not there. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function missing(type: string, state: string): CniError {
  return new CniError(Code.delegateFailed, `Cannot find plugin ${quote(type)}: ${state}`);
}
