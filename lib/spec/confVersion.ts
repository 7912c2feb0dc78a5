import { CniError, Code } from './errors.ts';
import { quote } from './quote.ts';
import { isSupportedVersion, unversioned, type Version, versions } from './version.ts';

/** The `cniVersion` of a configuration as text: "0.1.0" if absent, null or empty. Throws CniError, code 6, if no string. */
export function writtenVersion(value: unknown): string {
  if (typeof value === 'string' || value === undefined || value === null) return value || unversioned;
  throw new CniError(Code.decode, `Cannot use "cniVersion" ${quote(value)}: not a string`);
}

/** Throws CniError, code 1, for a version that we do not support; `details` lists ours. */
export function supportedVersion(version: string): Version {
  if (isSupportedVersion(version)) return version;
  const details = `supported are ${versions.join(', ')}`;
  throw new CniError(
    Code.incompatibleVersion,
    `Cannot use "cniVersion" ${quote(version)}: not supported`,
    details,
  );
}
