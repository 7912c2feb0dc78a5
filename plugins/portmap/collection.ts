import type { Door } from '../../lib/kernel/door.ts';
import { listChains, natChains, ownersIn } from '../../lib/kernel/portmapRules.ts';
import { portmapState } from '../../lib/kernel/portmapState.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { networkLabel, ownerLabel } from '../../lib/plan/owner.ts';
import { validOwners } from '../../lib/skel/owners.ts';
import type { NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { PortmapConf } from './conf.ts';
import { planBaseRemoval } from './iptBase.ts';
import { countedLinks, removeOwned } from './iptRemoval.ts';
import { giveBackLocal } from './localnet.ts';
import { planStale, planTableRemoval } from './nftRemoval.ts';

/**
 * Removes every port of this network that belongs to no valid attachment, with either backend, and what all share
 * once nobody uses it.
 */
export async function collect(
  request: NetworkRequest<PortmapConf>,
  door: Door,
  world: World,
): Promise<string[]> {
  const prefix = networkLabel('portmap', request.network);
  const valid = new Set(validOwners('portmap', request).map(ownerLabel));
  const isStale = (label: string) => label.startsWith(prefix) && !valid.has(label);
  const failures = await Promise.all([
    collectNft(isStale, door, world),
    collectIptables(false, isStale, door, world),
    collectIptables(true, isStale, door, world),
  ]);
  return failures.flat();
}

async function collectNft(isStale: (label: string) => boolean, door: Door, world: World): Promise<string[]> {
  const failures = await removeAll(planStale(await portmapState(world.runner), isStale), door);
  // Refused when somebody has got a port meanwhile: then the table is not ours to remove.
  await removeAll(planTableRemoval(await portmapState(world.runner)), door);
  return failures;
}

async function collectIptables(
  v6: boolean,
  isStale: (label: string) => boolean,
  door: Door,
  world: World,
): Promise<string[]> {
  const failures: string[] = [];
  for (const owned of ownersIn(await natChains(world.runner, v6)).filter(({ label }) => isStale(label)))
    failures.push(...(await removeOwned(v6, owned, [], door, world)).failures);
  const chains = await natChains(world.runner, v6);
  const links = v6 ? [] : [...chains.keys(), ...(await listChains(world.runner, 'raw', false)).keys()];
  for (const link of new Set(countedLinks(links))) await giveBackLocal(link, door, world);
  await removeAll(planBaseRemoval(v6, chains), door);
  return failures;
}
