import { accessSync, constants, statSync } from '#files';
import { refuseUnlessAble } from '../../lib/skel/able.ts';
import type { NetworkRequest } from '../../lib/skel/request.ts';
import { asCniError, CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';
import { readAllowList } from './allowList.ts';
import type { TuningConf } from './conf.ts';

/**
 * STATUS: throws CniError (code 50) where `ip` or a capability is missing, values cannot be kept, or the allow-
 * list is not one.
 */
export async function status({ conf }: NetworkRequest<TuningConf>): Promise<void> {
  refuseUnlessAble(['ip']);
  const problem = folderProblem(conf.dataDir);
  if (problem !== undefined)
    throw new CniError(Code.notAvailable, `Cannot use "dataDir" ${quote(conf.dataDir)}: ${problem}`);
  try {
    readAllowList();
  } catch (thrown) {
    throw new CniError(Code.notAvailable, asCniError(thrown).message);
  }
}

/** A folder that is not there yet is made by ADD. */
function folderProblem(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return 'not a folder';
    accessSync(path, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return reason.startsWith('ENOENT') ? undefined : reason;
  }
}
