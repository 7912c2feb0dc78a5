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
import { gone, type OwnedPorts, ownerChain, remove, sharedIn, transaction } from './portmapOwned.ts';

/** All chains of table nat, with their rules in the words of `iptables -S`, quotes left out. */
export type NatChains = ReadonlyMap<string, readonly string[]>;

/** Stops forwarding what is still there of an owner's ports, when a part of it is gone; undefined: nothing is there. */
export function removeFound(v6: boolean, chains: NatChains, owned: OwnedPorts): RulesStep | undefined {
  const { label, forwards } = owned;
  const lines = [
    ...removalOfFound(chains, owned),
    ...(chains.has(ownerChain(label)) ? gone(ownerChain(label)) : []),
  ];
  if (lines.length === 0) return undefined;
  const why = `stop forwarding ${portNames(forwards)}`;
  return { tool: v6 ? 'ip6tables' : 'iptables', place: 'host', attempts: [transaction(...lines)], why };
}

/** What is there of ports; of those that some addresses share, also what all share, where nobody else does. */
export function removalOfFound(
  chains: NatChains,
  { label, forwards: all }: OwnedPorts,
  kept: string[] = [],
): string[] {
  const forwards = all.filter((forward) => isNobodyElses(chains, forward, label));
  const entries = forwards.map(ownEntry).filter((entry) => has(chains, entry));
  const names = forwards.flatMap((forward) => [ownChain(forward), conditionalChain(forward)]);
  const own = names.filter((name) => chains.has(name) && !kept.includes(name));
  const shared = forwards.filter(
    (forward) => !kept.includes(portChain(forward)) && isSharedByNobodyElse(chains, forward, forwards),
  );
  return [
    ...new Set([
      ...entries.map(remove),
      ...shared
        .map(portEntry)
        .filter((entry) => has(chains, entry))
        .map(remove),
      ...[...shared.map(portChain), ...own].flatMap((name) => [`-F ${name}`, `-X ${name}`]).sort(),
    ]),
  ];
}

/** The chain of a port that a flush has emptied may be another's by now. */
function isNobodyElses(chains: NatChains, forward: PortForward, label: string): boolean {
  const labels = [ownChain(forward), conditionalChain(forward)].flatMap((name) =>
    (chains.get(name) ?? []).flatMap((rule) => /--comment (weft:portmap:\S+)/.exec(rule)?.[1] ?? []),
  );
  return labels.every((found) => found === label);
}

function isSharedByNobodyElse(chains: NatChains, forward: PortForward, own: PortForward[]): boolean {
  if (forward.hostIp === undefined) return false;
  const ours = [sharedIn(forward), ...own.map(ownEntry)].map(({ rule }) => rule.replaceAll('"', ''));
  return chains.get(portChain(forward))?.every((rule) => ours.includes(rule)) ?? false;
}

/** Whether a rule is there, however it is quoted. */
export function has(chains: NatChains, { chain, rule }: PlacedRule): boolean {
  return chains.get(chain)?.includes(rule.replaceAll('"', '')) ?? false;
}
