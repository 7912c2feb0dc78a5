import { builtInProfile } from '../conformance/loadProfile.ts';
import type { Profile } from '../conformance/profile.ts';
import type { Base, Mutant } from './mutant.ts';

/** Executables that mutants are made of. */
const types: Record<Base, string> = {
  bridge: 'bridge',
  'host-local': 'host-local',
  loopback: 'loopback',
  chained: 'loopback',
};

/** Loopback has no interface to make, so it can stand behind a plugin that has made one; what it does to lo is nobody's concern. */
const asChained: Partial<Profile> = { kind: 'chained', prevResult: true, damages: [] };

export function typeOf({ of }: Pick<Mutant, 'of'>): string {
  return types[of];
}

/** What the harness has to know about a mutant: what it knows about the good one. */
export function profileOf({ of, profile }: Pick<Mutant, 'of' | 'profile'>): Profile {
  const known = builtInProfile(types[of]);
  if (!known) throw new Error(`No profile for "${of}"`);
  return { ...known, ...(of === 'chained' ? asChained : {}), ...profile };
}
