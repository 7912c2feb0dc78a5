import { firewalldSource } from '../../lib/kernel/firewalld.ts';
import { firewallTableState } from '../../lib/kernel/firewallNftState.ts';
import { filterRules } from '../../lib/kernel/firewallState.ts';
import { familiesOf, isNothing, type Opening } from '../../lib/ops/firewall.ts';
import {
  adminWay,
  entranceRules,
  entryRule,
  fixedRules,
  policyChains,
  policyRules,
} from '../../lib/ops/firewallChains.ts';
import { ownRules } from '../../lib/ops/firewallIptables.ts';
import { refuseDifferences, withDoor } from '../../lib/skel/chained.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { rulesBackends } from './backend.ts';
import type { FirewallConf } from './conf.ts';
import { nftMissing } from './nftMissing.ts';
import { openingOf } from './opening.ts';
import { bridgePorts } from './ports.ts';
import { recordsOf } from './records.ts';
import { withoutLaterPlugins } from './withoutLaterPlugins.ts';

/** CHECK: everything that is missing of what ADD made, in the backend that ADD chose. */
export async function checkFirewall(whole: AttachmentRequest<FirewallConf>, world: World): Promise<void> {
  const request = withoutLaterPlugins(whole);
  const { label, ips } = openingOf(request, true);
  const zones = request.conf.backend === 'firewalld' || recordsOf(label, ips).length > 0;
  const opening = openingOf(request, !zones);
  const differences = [
    ...(zones ? await sourcesMissing(request.conf, ips, label, world) : []),
    ...(isNothing(opening) ? [] : await rulesMissing(request.conf, opening, world)),
    ...(await portsOpen(request, world)),
  ];
  refuseDifferences(
    `the firewall for "${request.ifName}" of container "${request.containerId}"`,
    differences,
  );
}

async function sourcesMissing(
  conf: FirewallConf,
  ips: string[],
  label: string,
  world: World,
): Promise<string[]> {
  const missing = ips.map(async (ip) => {
    const zone = recordsOf(label, [ip])[0]?.zone ?? conf.zone;
    const answer = await firewalldSource(world.runner, 'querySource', zone, ip);
    if (answer === true) return [];
    return [
      `zone "${zone}" of firewalld has no source ${ip}${answer === false ? '' : `: ${answer.refused}`}`,
    ];
  });
  return (await Promise.all(missing)).flat();
}

/**
 * Where ADD may have had to choose another backend than today's, the one with fewer differences is the one it
 * chose.
 */
async function rulesMissing(conf: FirewallConf, opening: Opening, world: World): Promise<string[]> {
  let fewest: string[] | undefined;
  for (const backend of rulesBackends(conf)) {
    const missing =
      backend === 'iptables'
        ? await iptablesMissing(conf, opening, world)
        : nftMissing(opening, await firewallTableState(world.runner));
    if (missing.length === 0) return [];
    fewest ??= missing;
    if (conf.backend === backend) break;
  }
  return fewest ?? ['neither iptables nor nft is installed'];
}

async function iptablesMissing(conf: FirewallConf, opening: Opening, world: World): Promise<string[]> {
  const missing = familiesOf(opening).map(async ([v6, own]) => {
    const { rules } = (await filterRules(world.runner, v6)) ?? { rules: [] };
    return missingRules(v6 ? 'ip6tables' : 'iptables', rules, wanted(conf, own, v6), [
      ...entranceRules(v6),
      ...fixedRules(v6),
    ]);
  });
  return (await Promise.all(missing)).flat();
}

/** One line for each rule that is missing, but one for all of the many that only lead to the others. Pure. */
export function missingRules(tool: string, rules: string[], single: string[], fixed: string[]): string[] {
  const there = new Set(rules);
  const lost = fixed.filter((rule) => !there.has(rule)).length;
  return [
    ...(lost === 0
      ? []
      : [`${tool} lacks ${lost} of ${fixed.length} rules from WEFT-FORWARD to those of containers`]),
    ...single.filter((rule) => !there.has(rule)).map((rule) => `${tool} has no rule ${rule}`),
  ];
}

function wanted({ adminChain }: FirewallConf, opening: Opening, v6: boolean): string[] {
  const { policy } = opening;
  const { inside, outside } = adminWay(adminChain);
  const policies = (policy ? policyChains(policy) : []).map((chain) =>
    policyRules(chain, policy?.device ?? ''),
  );
  const shared = policies.flatMap((one) => [...one.inside, ...one.outside]);
  return [entryRule, ...outside, ...inside, ...shared, ...ownRules(opening, v6)];
}

async function portsOpen(request: AttachmentRequest<FirewallConf>, world: World): Promise<string[]> {
  const { conf, prevResult } = request;
  if (conf.ingressPolicy !== 'isolated' || prevResult === undefined) return [];
  const ports = await withDoor(request, world, (door) => bridgePorts(prevResult, door));
  return ports.flatMap(({ name, port }) => (port?.isolated ? [] : [`port "${name}" is not isolated`]));
}
