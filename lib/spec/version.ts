import { CniError, Code } from './errors.ts';
import { quote } from './quote.ts';

/** All released versions of the specification, oldest first. weft speaks every one of them. */
export const versions = ['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'] as const;

export type Version = (typeof versions)[number];

/** The newest version: the shape all code works on, and what VERSION answers with. */
export const current: Version = '1.1.0';

/** What a configuration means that says no version, or the empty one. */
export const unversioned: Version = '0.1.0';

/** True for exactly one of the seven: "1.0" is not "1.0.0". */
export function isSupportedVersion(version: string): version is Version {
  return (versions as readonly string[]).includes(version);
}

/** Below zero when `a` is the older one, 0 when both mean the same, above zero when `a` is the newer one. */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** True when `version` is `since` or newer. */
export function atLeast(version: string, since: string): boolean {
  return compareVersions(version, since) >= 0;
}

/**
 * The numbers of a version, whether supported or not: one to three whole numbers with dots between, missing ones are 0,
 * "" is 0.1.0. Negative numbers pass, since plugins in the field report them. Anything else (tags as in "1.0.0-rc1",
 * four parts) throws CniError, code 6.
 */
export function parseVersion(version: string): [number, number, number] {
  const numbers: number[] = [];
  for (const part of (version || unversioned).split('.')) {
    // At most 15 digits, so that no number loses its last ones.
    if (numbers.length === 3 || !/^[+-]?\d{1,15}$/.test(part)) throw unreadable(version);
    numbers.push(Number(part));
  }
  const [major = 0, minor = 0, patch = 0] = numbers;
  return [major, minor, patch];
}

function unreadable(version: string): CniError {
  const state = 'not one to three whole numbers with dots between';
  return new CniError(Code.decode, `Cannot read version ${quote(version)}: ${state}`);
}
