import type { Door } from '../../lib/kernel/door.ts';
import { filterRules, labelOf } from '../../lib/kernel/firewallState.ts';
import { baseChains } from '../../lib/ops/firewallChains.ts';
import { removeChain, removeGround, removeRules } from '../../lib/ops/firewallIptables.ts';
import { transaction } from '../../lib/ops/firewallShared.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import type { RulesStep } from '../../lib/plan/step.ts';
import type { World } from '../../lib/skel/world.ts';

/** Removes the stale rules of one family, then what nobody uses any more. Failures as text. */
export async function collectIptables(
  isStale: (label?: string) => boolean,
  v6: boolean,
  door: Door,
  world: World,
): Promise<string[]> {
  const { rules = [], chains = [] } = (await filterRules(world.runner, v6)) ?? {};
  const stale = rules.filter((rule) => isStale(labelOf(rule)));
  const failures =
    stale.length === 0
      ? []
      : await removeAll([[removeRules(stale, v6, 'remove what belongs to no attachment')]], door);
  if (failures.length > 0) return failures;
  const kept = rules.filter((rule) => labelOf(rule) !== undefined && !stale.includes(rule));
  await removeUnused(rules, chains, kept, v6, door);
  return [];
}

/** What the kernel refuses here somebody has begun to use meanwhile. */
async function removeUnused(
  rules: string[],
  chains: string[],
  kept: string[],
  v6: boolean,
  door: Door,
): Promise<void> {
  const policies = chains.filter((chain) => /^WEFT-(IN|ISO)-/.test(chain));
  const unused = policies.filter((chain) => !kept.some((rule) => rule.endsWith(` -j ${chain}`)));
  for (const chain of unused) {
    const device = chain.replace(/^WEFT-(IN|ISO)-/, '');
    const drop = chain.startsWith('WEFT-IN-') ? [`WEFT-BETWEEN -o ${device} -j DROP`] : [];
    const outside = rules.filter((rule) => rule.endsWith(` -j ${chain}`) && labelOf(rule) === undefined);
    const leading = [...outside, ...rules.filter((rule) => drop.includes(rule))];
    await removeAll([[removeChain(chain, leading, v6, `give up the unused policy of "${device}"`)]], door);
  }
  const ours = chains.filter((chain) => baseChains.includes(chain) || chain.startsWith('WEFT-ADMIN-'));
  if (kept.length > 0 || !ours.includes('WEFT-FORWARD')) return;
  const entries = rules.filter((rule) => rule.startsWith('FORWARD ') && rule.endsWith(' -j WEFT-FORWARD'));
  await removeAll([[removeGround(entries, ours, v6)]], door);
  for (const rule of rules.filter((one) => one.startsWith('WEFT-ADMIN-')))
    await removeAll([[removeAdmin(rule.replace(/.* -j /, ''), v6)]], door);
}

/** Where the administrator has put rules into the chain, or leads to it from elsewhere, the kernel refuses. */
export function removeAdmin(chain: string, v6: boolean): RulesStep {
  return {
    tool: v6 ? 'ip6tables' : 'iptables',
    place: 'host',
    attempts: [transaction([`-X ${chain}`])],
    why: `remove the administrator's chain "${chain}" if it is empty`,
  };
}
