import { atLeast, isSupportedVersion, versions } from '../../lib/spec/version.ts';
import type { Profile } from './profile.ts';
import type { SpecText } from './requirement.ts';

/** A plugin to be judged. */
export interface Subject {
  type: string;
  profile: Profile;
  /** Folders of executables as the machine sees them; the first that has `type` has the subject. */
  folders: string[];
  /** Versions it says it supports, of those there are, lowest first. */
  versions: string[];
  /** The highest of them: what cases use that are not about versions. */
  version: string;
  /** Which of the two texts of 1.1.0 it is judged by. */
  text: SpecText;
  /** True if it supports that version or a later one. */
  supports(since: string): boolean;
}

/** `reported` is what VERSION says; what it does not say, or the harness does not know, is not judged. */
export function subjectOf(
  profile: Profile,
  folders: string[],
  reported: readonly string[],
  text: SpecText,
): Subject {
  const wanted = profile.versions ?? reported;
  const known = versions.filter((version) => wanted.includes(version) && isSupportedVersion(version));
  const version = known.at(-1) ?? '0.1.0';
  return {
    type: profile.type,
    profile,
    folders,
    versions: known,
    version,
    text,
    supports: (since) => known.some((one) => atLeast(one, since)),
  };
}
