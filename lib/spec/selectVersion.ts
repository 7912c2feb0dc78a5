import { CniError } from './errors.ts';
import type { Fields } from './fields.ts';
import { compareVersions, current, parseVersion, unversioned } from './version.ts';

/**
 * The version in which a network is run (specification, section 1, "Version considerations"): the highest in `cniVersion`
 * and `cniVersions` together that is not above ours, compared by number, as the reference's runtime chooses. Without
 * `cniVersions`, `cniVersion` as it is written, even if it is rubbish: every plugin refuses that by itself. Throws CniError
 * (code 7) with key and value.
 */
export function selectVersion(list: Fields): string {
  const written = list.text('cniVersion') || unversioned;
  const offered = list.texts('cniVersions', versionProblem);
  if (offered === undefined) return written;
  list.judged('cniVersion', versionProblem);
  const all = list.json.cniVersion ? [...offered, written] : offered;
  const known = all.filter((version) => compareVersions(version, current) <= 0);
  return known.sort(compareVersions).at(-1) ?? written;
}

function versionProblem(text: string): string | undefined {
  try {
    parseVersion(text);
    return undefined;
  } catch (error) {
    if (error instanceof CniError) return 'not a version';
    throw error;
  }
}
