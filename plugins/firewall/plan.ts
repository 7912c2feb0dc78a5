import { setBridgePort } from '../../lib/ops/bridge.ts';
import { addOpening, familiesOf, isNothing } from '../../lib/ops/firewall.ts';
import { addMissing, ownRules } from '../../lib/ops/firewallIptables.ts';
import { mend, type Taken } from '../../lib/ops/firewallNft.ts';
import { ground } from '../../lib/ops/firewallShared.ts';
import type { IpStep, Plan } from '../../lib/plan/step.ts';
import type { FirewallFacts } from './facts.ts';

/**
 * What ADD does. The quick way is one transaction per family (nftables: one for both) and expects that what all
 * share is there and that the attachment has nothing yet. The thorough way puts back whatever is missing, and is
 * as good where nothing is.
 */
export function planFirewall(facts: FirewallFacts, adminChain: string, thorough: boolean): Plan {
  const isolating = facts.ports.filter(({ port }) => !port?.isolated).map(({ name }) => isolate(name));
  return [isolating, ...planRules(facts, adminChain, thorough)].filter((stage) => stage.length > 0);
}

function planRules(facts: FirewallFacts, adminChain: string, thorough: boolean): Plan {
  const { backend, opening } = facts;
  if (isNothing(opening)) return [];
  if (!thorough && isFresh(facts)) return [addOpening(backend, opening, adminChain)];
  return backend === 'nftables' ? [[mend(opening, taken(facts))]] : mendIptables(facts, adminChain);
}

/** Whether the quick way can be gone: nftables refuses it by itself where it cannot, iptables does not. */
function isFresh({ backend, opening, rules }: FirewallFacts): boolean {
  if (backend === 'nftables') return true;
  return familiesOf(opening).every(([v6]) =>
    rules[v6 ? 6 : 4]?.every((rule) => !rule.includes(`"${opening.label}"`)),
  );
}

function mendIptables({ opening, rules }: FirewallFacts, adminChain: string): Plan {
  const lanes = familiesOf(opening).map(([v6, own]) => {
    const now = rules[v6 ? 6 : 4];
    const missing = ownRules(own, v6).filter((rule) => !now?.includes(rule));
    const adding = missing.length === 0 ? [] : [addMissing(own, missing, v6)];
    return [...ground(own, adminChain, v6, now === undefined), ...adding];
  });
  const length = Math.max(...lanes.map((lane) => lane.length));
  return Array.from({ length }, (_, n) => lanes.flatMap((lane) => lane.slice(n, n + 1)));
}

/**
 * The attachment's addresses that another has had before: it is gone, or the addresses could not have been given
 * again.
 */
function taken({ opening: { label, ips, opens }, elements }: FirewallFacts): Taken[] {
  if (!opens) return [];
  const others = elements.filter(
    ({ set, key, label: its }) => set !== 'owners' && its !== label && ips.includes(key),
  );
  return others.map((other) => ({ label: other.label, ip: other.key }));
}

/**
 * Isolated ports of a bridge hear nothing from each other, whether or not the kernel shows bridged packets to the
 * firewall.
 */
function isolate(port: string): IpStep {
  const undo = ['link', 'set', 'dev', port, 'type', 'bridge_slave', 'isolated', 'off'];
  return { ...setBridgePort(port, 'isolated'), undo };
}
