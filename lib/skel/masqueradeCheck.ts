import { type MasqueradeEntry, masqueradeEntered, masqueradeState } from '../kernel/masqueradeState.ts';
import { isV6 } from '../net/family.ts';
import type { Result } from '../spec/result.ts';
import { backendInUse, type MasqueradeConf, masqueraded } from './masquerading.ts';
import type { World } from './world.ts';

/** What there is now of masquerading, all owners'. */
export interface MasqueradeFacts {
  entries: MasqueradeEntry[];
  /** Families whose packets come to the entries. */
  entered: Record<4 | 6, boolean>;
}

/** Asks the packet filter, where the configuration wants masquerading at all. */
export async function observeMasquerade(conf: MasqueradeConf, world: World): Promise<MasqueradeFacts> {
  if (!conf.ipMasq) return { entries: [], entered: { 4: false, 6: false } };
  const backend = backendInUse(conf);
  const [{ entries }, entered] = await Promise.all([
    masqueradeState(world.runner, backend),
    masqueradeEntered(world.runner, backend),
  ]);
  return { entries, entered };
}

/** The addresses of a result that are not masqueraded as the owner's `label` says they should be; one line each. */
export function masqueradeFindings(
  conf: MasqueradeConf,
  label: string,
  result: Result,
  { entries, entered }: MasqueradeFacts,
): string[] {
  if (!conf.ipMasq) return [];
  const has = (ip: string, subnet: string) =>
    entered[isV6(ip) ? 6 : 4] &&
    entries.some((entry) => entry.ip === ip && entry.subnet === subnet && entry.label === label);
  return masqueraded(withoutLater(result)).flatMap(({ ip, subnet }) =>
    has(ip, subnet) ? [] : [`${ip} is not masqueraded outside ${subnet}`],
  );
}

/**
 * A plugin later in the chain may have put addresses of its own on the interface and into the result, which nobody masquerades: such have
 * no gateway. Where no address has one, all count.
 */
export function withoutLater(result: Result): Result {
  const own = (result.ips ?? []).filter((ip) => ip.gateway !== undefined);
  return own.length === 0 ? result : { ...result, ips: own };
}
