import type { Door } from '../../lib/kernel/door.ts';
import { firewallTableState } from '../../lib/kernel/firewallNftState.ts';
import { removeElements, removePolicy } from '../../lib/ops/firewallNft.ts';
import { removeFirewallTable } from '../../lib/ops/firewallNftBase.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import type { World } from '../../lib/skel/world.ts';

/** Removes the stale elements, then what nobody uses any more. Failures as text. */
export async function collectNft(
  isStale: (label?: string) => boolean,
  door: Door,
  world: World,
): Promise<string[]> {
  const table = await firewallTableState(world.runner);
  if (table === undefined) return [];
  const stale = table.elements.filter(({ label }) => isStale(label));
  const failures =
    stale.length === 0
      ? []
      : await removeAll([[removeElements(stale, 'remove what belongs to no attachment')]], door);
  if (failures.length > 0) return failures;
  for (const device of table.between) await removeAll([[removePolicy({ device, kind: 'isolated' })]], door);
  const left = await firewallTableState(world.runner);
  if (left === undefined || left.elements.length > 0 || left.administered) return [];
  const policies = left.chains.filter((chain) => /^(between|isolated)-/.test(chain));
  await removeAll([[removeFirewallTable(policies)]], door);
  return [];
}
