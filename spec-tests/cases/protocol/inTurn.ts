import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import type { Trial } from '../../conformance/trial.ts';
import { legible } from '../../conformance/trialResult.ts';

/** What a plugin does to containers one after the other. */
export interface Usual {
  /** Each gets addresses of its own: those of a loopback do not differ, nor fixed ones. */
  distinct: boolean;
  /** DEL of all leaves nothing. */
  clean: boolean;
}

/** Calls ADD for these containers one after the other, then DEL: only what a plugin does worse at once is held against it. */
export async function inTurn(trial: Trial, containers: readonly Container[]): Promise<Usual> {
  const before = await trial.snapshot();
  const addresses: string[] = [];
  for (const container of containers) addresses.push(...addressesOf((await trial.add({ container })).result));
  for (const container of containers) await trial.call('DEL', { container });
  return { distinct: areDistinct(addresses), clean: (await trial.since(before)).length === 0 };
}

/** The addresses of a result of any version. */
export function addressesOf(json: PluginOutput | undefined): string[] {
  const result = legible(json ?? {});
  const { ip4, ip6 } = result as { ip4?: { ip: string }; ip6?: { ip: string } };
  const older = [ip4, ip6].filter((block) => block !== undefined).map(({ ip }) => ip);
  return [...older, ...(result.ips ?? []).map(({ address }) => address)];
}

/** True if none is there twice. */
export function areDistinct(addresses: readonly string[]): boolean {
  return new Set(addresses).size === addresses.length;
}
