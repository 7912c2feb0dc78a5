import { programPath } from '../../lib/kernel/programPath.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { networkLabel, ownerLabel } from '../../lib/plan/owner.ts';
import { withDoor } from '../../lib/skel/chained.ts';
import { incomplete } from '../../lib/skel/failures.ts';
import { validOwners } from '../../lib/skel/owners.ts';
import type { NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { collectIptables, removeAdmin } from './collectIptables.ts';
import { collectNft } from './collectNft.ts';
import type { FirewallConf } from './conf.ts';
import { allRecords } from './records.ts';
import { closeRecorded } from './sources.ts';

/** GC: in every backend, what is of this network and of no valid attachment; then what nobody uses any more. */
export async function collectFirewall(request: NetworkRequest<unknown>, world: World): Promise<void> {
  const prefix = networkLabel('firewall', request.network);
  const valid = new Set(validOwners('firewall', request).map(ownerLabel));
  const isStale = (label = '') => label.startsWith(prefix) && !valid.has(label);
  const failures = await closeRecorded(
    allRecords().filter(({ label }) => isStale(label)),
    world,
  );
  failures.push(...(await collectRules(request, isStale, world)));
  const error = incomplete(`collect the garbage of network "${request.network}"`, failures);
  if (error) throw error;
}

/**
 * After a failed ADD: what attachments share goes where there is none, and the administrator's chain if it is
 * empty.
 */
export async function removeUnused(request: NetworkRequest<FirewallConf>, world: World): Promise<void> {
  await collectRules(request, () => false, world);
  const admin = [false, true].map((v6) => removeAdmin(request.conf.adminChain, v6));
  if (programPath('iptables-restore') !== undefined)
    await withDoor(request, world, (door) => removeAll([admin], door));
}

async function collectRules(
  request: NetworkRequest<unknown>,
  isStale: (label?: string) => boolean,
  world: World,
): Promise<string[]> {
  return withDoor(request, world, async (door) => {
    const failures: string[] = [];
    if (programPath('iptables-restore') !== undefined)
      for (const v6 of [false, true]) failures.push(...(await collectIptables(isStale, v6, door, world)));
    if (programPath('nft') !== undefined) failures.push(...(await collectNft(isStale, door, world)));
    return failures;
  });
}
