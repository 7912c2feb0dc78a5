/** Ground for the tests of the profiles: every plugin that is here, and what this kernel can do for it. */
import { existsSync } from 'node:fs';
import { pluginsUnderTest, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { type Call, told } from '../conformance/call.ts';
import { builtInProfile } from '../conformance/loadProfile.ts';
import { openTrial } from '../conformance/openTrial.ts';
import type { Profile } from '../conformance/profile.ts';
import { subjectOf } from '../conformance/subject.ts';
import type { Trial } from '../conformance/trial.ts';
import { profiles } from './index.ts';

/** A plugin that is here. */
export interface Row {
  type: string;
  whose: 'our' | "the reference's";
  folder: string;
  profile: Profile;
}

const folders: [Row['whose'], string][] = [
  ['our', pluginsUnderTest],
  ["the reference's", referencePlugins],
];

export const all = Object.keys(profiles).map((type) => builtInProfile(type) as Profile);

export const rows: Row[] = folders.flatMap(([whose, folder]) => {
  const there = all.filter(({ type }) => existsSync(`${folder}/${type}`));
  return there.map((profile) => ({ type: profile.type, whose, folder, profile }));
});

/** Why this machine cannot run a plugin, by its profile's probe. Filled by `probeAll`. */
export const unable = new Map<string, string>();

/** What a kernel says, through ip(8) and tc(8), that lacks something. */
const lacking = /Unknown device type|Operation not supported/;

/** Tries every probe. One that succeeds must leave nothing. */
export async function probeAll(): Promise<void> {
  for (const { type, probe } of all.filter((profile) => profile.probe)) {
    await using host = await throwawayHost();
    const before = await snapshot(host);
    const { exitCode, stderr } = await host.run(['sh', '-ec', probe ?? '']);
    if (exitCode !== 0) unable.set(type, stderr);
    else expect([type, await snapshot(host)]).toEqual([type, before]);
  }
}

/** Does something on fresh ground; where the kernel lacks what the plugin needs, ADD has to fail as the probe foretold. */
export async function onGround(row: Row, act: (trial: Trial) => Promise<void>): Promise<void> {
  const { type, whose, folder, profile } = row;
  const subject = subjectOf(profile, [folder], [whose === 'our' ? '1.1.0' : '1.0.0'], 'main');
  await using open = await openTrial(subject, { name: 'profile' });
  // Awaited, since the ground goes with this scope.
  if (!unable.has(type)) return await act(open.trial);
  expect(unable.get(type)).toMatch(lacking);
  failed('a probe that failed', await open.trial.call('ADD'));
}

/** Throws, with a script that does it by hand, unless the call succeeded. */
export function succeeded(call: Call): void {
  if (call.exitCode !== 0) throw new Error(`${call.command} fails: ${told(call)}\n${call.reproduce}`);
}

/** The same unless it failed as plugins fail. */
export function failed(after: unknown, call: Call): void {
  if (call.exitCode === 1) return;
  throw new Error(`${call.command} after ${JSON.stringify(after)}: ${told(call)}\n${call.reproduce}`);
}
