import { ownersIn } from '../../lib/kernel/portmapRules.ts';
import { entryRules, groupOf, ownEntry, type PlacedRule, portEntry } from '../../lib/ops/portmapChains.ts';
import { has, type NatChains } from '../../lib/ops/portmapFound.ts';
import { chainsOf, type MarkedPortmap, masqueradeRule } from '../../lib/ops/portmapTranslation.ts';
import { describe } from './nftCheck.ts';

/** Everything with iptables that differs from what ADD made, for the ports of one family, one line each. */
export function iptFindings(portmap: MarkedPortmap, chains: NatChains): string[] {
  const { forwards, label } = portmap;
  if (forwards.length === 0) return [];
  const lost = forwards.filter((forward) => {
    const entries: PlacedRule[] = [groupOf(forward).entry, portEntry(forward), ownEntry(forward)];
    return (
      !entries.every((entry) => has(chains, entry)) ||
      !chainsOf(portmap, forward).every((own) => isFilled(own, chains))
    );
  });
  const own = ownersIn(chains).find((owner) => owner.label === label);
  const more = (own?.forwards ?? []).filter(
    (found) => !forwards.some((forward) => describe(forward) === describe(found)),
  );
  return [
    ...baseFindings(portmap, chains),
    ...lost.map((forward) => `${describe(forward)} is not forwarded`),
    ...more.map((forward) => `${describe(forward)} is forwarded as well`),
    ...(own || lost.length > 0 ? [] : ['nothing tells whose the ports are']),
  ];
}

function baseFindings(portmap: MarkedPortmap, chains: NatChains): string[] {
  const v6 = portmap.forwards[0]?.ip.includes(':') ?? false;
  const entered = entryRules(v6).filter((rule) => !has(chains, rule));
  const unmasqueraded = masqueradeRule(portmap).filter(
    (rule) => !has(chains, { chain: 'POSTROUTING', rule }),
  );
  return [
    ...entered.map(({ chain }) => `chain ${chain} does not lead to port mappings`),
    ...unmasqueraded.map(() => 'chain POSTROUTING does not masquerade what is marked'),
  ];
}

/** Conditions are the caller's words, which iptables may tell in others: of such a rule only the end counts. */
function isFilled({ name, rules }: { name: string; rules: string[] }, chains: NatChains): boolean {
  const found = chains.get(name) ?? [];
  const end = (rule: string) => rule.replaceAll('"', '').split(' -m comment ').at(-1);
  return found.length === rules.length && rules.every((rule, index) => end(rule) === end(found[index] ?? ''));
}
