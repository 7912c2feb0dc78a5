import { callPlugin } from '../../lib/testing/callPlugin.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { executables, hasPlugin } from './findPlugins.ts';
import { mountPoint } from './journal.ts';
import { builtInProfile, guessProfile, loadProfile } from './loadProfile.ts';
import type { Options } from './options.ts';
import { limit } from './patience.ts';
import { type Subject, subjectOf } from './subject.ts';

export interface Candidates {
  subjects: Subject[];
  /** Executables that cannot be judged, and why. */
  notJudged: { type: string; why: string }[];
}

/** Milliseconds for an executable to say its versions; one that is no plugin may wait for something for ever. */
const patience = 10_000;

const noVersions = 'no plugin: VERSION gives no list of versions';
const noProfile =
  'no profile describes it: write one, as docs/conformance-profile.md says, and name it with --profile FILE';

/**
 * The plugins that the options ask for, each with its profile and the versions it says it supports; it is asked in a throwaway
 * host. `folders` are absolute. Throws if a plugin that was named is not there or has no profile.
 */
export async function candidates(
  { types, all, profiles, spec }: Pick<Options, 'types' | 'all' | 'profiles' | 'spec'>,
  folders: string[],
): Promise<Candidates> {
  const given = new Map(profiles.map((file) => loadProfile(file)).map((profile) => [profile.type, profile]));
  const named = [...new Set(types.length > 0 ? types : given.keys())];
  const wanted = all ? executables(folders) : demandPlugins(named, folders);
  const known = wanted.map((type) => {
    return { type, profile: given.get(type) ?? (all ? builtInProfile(type) : guessProfile(type)) };
  });
  await using host = await throwawayHost({ plugins: folders });
  const found: Candidates = { subjects: [], notJudged: [] };
  for (const { type, profile } of known) {
    const versions = await supportedVersions(host, type, folders.length);
    if (profile && (versions || !all)) found.subjects.push(subjectOf(profile, folders, versions ?? [], spec));
    else found.notJudged.push({ type, why: versions ? noProfile : noVersions });
  }
  return found;
}

function demandPlugins(types: string[], folders: string[]): string[] {
  const missing = types.filter((type) => !hasPlugin(folders, type));
  if (missing.length > 0)
    throw new Error(
      `Cannot judge "${missing.join('", "')}": no executable of that name in ${folders.join(' or ')}`,
    );
  return types;
}

/** What VERSION says; undefined if it does not say it as the specification wants it. */
async function supportedVersions(host: Host, type: string, folders: number): Promise<string[] | undefined> {
  const cniPath = Array.from({ length: folders }, (_, i) => mountPoint(i)).join(':');
  const conf = { cniVersion: '1.0.0' };
  const { exitCode, json } = await callPlugin({
    host,
    type,
    command: 'VERSION',
    cniPath,
    conf,
    timeout: limit(patience),
  });
  const versions: unknown = json?.supportedVersions;
  if (exitCode !== 0 || !Array.isArray(versions)) return undefined;
  return versions.filter((version) => typeof version === 'string');
}
