import type { FirewallTable } from '../../lib/kernel/firewallNftState.ts';
import type { Opening } from '../../lib/ops/firewall.ts';
import { openSet, ownerKey } from '../../lib/ops/firewallNft.ts';
import { firewallTable, policyKeepers } from '../../lib/ops/firewallNftBase.ts';

/** What is missing in nftables' table. Pure. */
export function nftMissing(
  { label, ips, opens, policy }: Opening,
  table: FirewallTable | undefined,
): string[] {
  if (table === undefined) return [`nftables has no table ${firewallTable}`];
  const keepers = (policy ? policyKeepers(policy) : []).map(({ chain }) => chain);
  const has = (set: string, key: string) =>
    table.elements.some((element) => element.set === set && element.key === key && element.label === label);
  const open = (ip: string) => has(openSet(ip), ip) && has('owners', ownerKey(label, ip));
  const other = (ip: string) =>
    table.elements.find(({ set, key }) => set === openSet(ip) && key === ip)?.label;
  const device = policy?.device ?? '';
  const between = policy === undefined || table.between.includes(device);
  const isolated = policy?.kind !== 'isolated' || table.isolated.includes(device);
  return [
    ...(table.filters ? [] : [`chain forward of ${firewallTable} does not hold what belongs there`]),
    ...(opens ? ips.filter((ip) => !open(ip)) : []).map((ip) => {
      const has = other(ip);
      return has === undefined || has === label
        ? `${firewallTable} does not let ${ip} through`
        : `${firewallTable} lets ${ip} through for ${has}`;
    }),
    ...(between && isolated ? [] : [`${firewallTable} has no ingress policy for "${device}"`]),
    ...(keepers.every((chain) => has('owners', ownerKey(label, chain)))
      ? []
      : [`the ingress policy of "${device}" does not count the attachment`]),
  ];
}
