import type { RulesStep } from '../plan/step.ts';
import { type PortForward, portNames } from './portmap.ts';
import {
  conditionalChain,
  ownChain,
  ownEntry,
  type PlacedRule,
  portChain,
  portEntry,
} from './portmapChains.ts';
import { type OwnedPorts, ownerChain, remove, transaction } from './portmapOwned.ts';
import { sharedIn } from './portmapShared.ts';

/** All chains of table nat, with their rules in the words of `iptables -S`. */
export type NatChains = ReadonlyMap<string, readonly string[]>;

/** Stops forwarding what is still there of an owner's ports, when a part of it is gone; undefined: nothing is there. */
export function removeFound(v6: boolean, chains: NatChains, owned: OwnedPorts): RulesStep | undefined {
  const lines = [
    ...entriesGone(chains, owned),
    ...chainsGone(chains, [...chainsFound(chains, owned), ownerChain(owned.label)]),
  ];
  if (lines.length === 0) return undefined;
  const why = `stop forwarding ${portNames(owned.forwards)}`;
  return {
    tool: v6 ? 'ip6tables' : 'iptables',
    place: 'host',
    alone: true,
    attempts: [transaction(...lines)],
    why,
  };
}

/** Lines that remove what leads to ports that are nobody else's, each time it is there. */
export function entriesGone(chains: NatChains, { label, forwards }: OwnedPorts): string[] {
  const own = forwards.filter((forward) => isNobodyElses(chains, forward, label));
  const shared = own.filter((forward) => isSharedByNobodyElse(chains, forward, own)).map(portEntry);
  const entries = new Map(
    [...own.map(ownEntry), ...shared].map((entry) => [`${entry.chain} ${entry.rule}`, entry]),
  );
  return [...entries.values()].flatMap((entry) => every(chains, entry).map(remove));
}

/** The chains of ports that are nobody else's; of those that some addresses share, also the chain that all share. */
export function chainsFound(chains: NatChains, { label, forwards }: OwnedPorts): string[] {
  const own = forwards.filter((forward) => isNobodyElses(chains, forward, label));
  const shared = own.filter((forward) => isSharedByNobodyElse(chains, forward, own)).map(portChain);
  return [...shared, ...own.flatMap((forward) => [ownChain(forward), conditionalChain(forward)])];
}

/**
 * Lines that remove chains with exactly the rules that they were seen with: where somebody has added one meanwhile, the
 * kernel refuses to remove the chain, and with it all.
 */
export function chainsGone(chains: NatChains, names: string[]): string[] {
  const there = [...new Set(names)].filter((name) => chains.has(name));
  // What leads to one of them from another of them stands in a rule, so rules go first.
  const rules = there.flatMap((chain) => (chains.get(chain) ?? []).map((rule) => remove({ chain, rule })));
  const isEntry = (line: string) => /^-D WEFT-PORT-\S+ -d \S+ -j WEFT-PORT-/.test(line);
  return [...rules.filter((line) => !isEntry(line)), ...there.map((name) => `-X ${name}`)];
}

/** Whose labels stand in a chain. */
export function labelsIn(chains: NatChains, name: string): string[] {
  const rules = chains.get(name) ?? [];
  return rules.flatMap((rule) => /--comment (weft:portmap:\S+)/.exec(bare(rule))?.[1] ?? []);
}

/** The chain of a port that a flush has emptied may be another's by now. */
function isNobodyElses(chains: NatChains, forward: PortForward, label: string): boolean {
  const names = [ownChain(forward), conditionalChain(forward)];
  return names.flatMap((name) => labelsIn(chains, name)).every((found) => found === label);
}

function isSharedByNobodyElse(chains: NatChains, forward: PortForward, own: PortForward[]): boolean {
  if (forward.hostIp === undefined) return false;
  const ours = [sharedIn(forward), ...own.map(ownEntry)].map(({ rule }) => bare(rule));
  return chains.get(portChain(forward))?.every((rule) => ours.includes(bare(rule))) ?? false;
}

/** Whether a rule is there, however it is quoted. */
export function has(chains: NatChains, rule: PlacedRule): boolean {
  return every(chains, rule).length > 0;
}

/** Every time that a rule is there. */
export function every(chains: NatChains, { chain, rule }: PlacedRule): PlacedRule[] {
  const found = (chains.get(chain) ?? []).filter((one) => bare(one) === bare(rule));
  return found.map((one) => ({ chain, rule: one }));
}

/** A rule without quotes, which iptables sets where it likes. */
export function bare(rule: string): string {
  return rule.replaceAll('"', '');
}
