import { renderResult } from '../../../lib/spec/convert.ts';
import type { Result } from '../../../lib/spec/result.ts';
import { current } from '../../../lib/spec/version.ts';
import type { SpyAnswer, SpyPlugins } from '../../../lib/testing/spyPlugins.ts';
import type { CallChange } from '../../conformance/call.ts';
import type { PluginConf } from '../../conformance/profile.ts';
import type { Subject } from '../../conformance/subject.ts';
import type { Trial } from '../../conformance/trial.ts';

const type = 'spy-ipam';

/** What an IPAM plugin answers that has an address of each family. */
export const twoFamilies = {
  ips: [
    { address: '10.88.9.2/24', gateway: '10.88.9.1' },
    { address: 'fd00:88:9::2/64', gateway: 'fd00:88:9::1' },
  ],
  routes: [
    { dst: '198.51.100.0/24' },
    { dst: '203.0.113.0/24', gw: '10.88.9.254' },
    { dst: '2001:db8::/32' },
  ],
};

/** Why a plugin has no IPAM plugin that a spy could stand in for; undefined if it has. */
export function delegatesTo({ profile }: Subject): string | undefined {
  const ipam = profile.conf.ipam as { type?: unknown } | undefined;
  return typeof ipam?.type === 'string' ? undefined : 'the configuration in the profile has no "ipam"';
}

/** The key of a configuration that makes a spy the IPAM plugin. */
export const spiedConf: PluginConf = { ipam: { type } };

/** Plants the spy, which answers ADD with `twoFamilies` unless told otherwise, and returns the keys of the configuration to use. */
export function useIpam(trial: Trial, answers: Record<string, SpyAnswer> = {}): PluginConf {
  spyIpam(trial, answers);
  return spiedConf;
}

/** The same, and returns the spy. */
export function spyIpam(trial: Trial, answers: Record<string, SpyAnswer> = {}): SpyPlugins {
  return trial.spy(type, { ADD: { stdout: ipamAnswer(twoFamilies, trial.subject.version) }, ...answers });
}

/** What an IPAM plugin prints, in the form of a version. */
export function ipamAnswer(result: Omit<Result, 'cniVersion'>, version: string): object {
  return renderResult({ cniVersion: current, ...result }, version);
}

/**
 * Lets another container come and go, so that what attachments share is there before the first snapshot: the profile's
 * `remains` speaks of the addresses of its own configuration, not of the spy's.
 */
export async function warmUp(trial: Trial, change: CallChange): Promise<void> {
  const container = await trial.another();
  await trial.call('ADD', { ...change, container });
  await trial.call('DEL', { ...change, container });
}
