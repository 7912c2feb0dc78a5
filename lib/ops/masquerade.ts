import type { RulesStep } from '../plan/step.ts';
import * as iptables from './masqueradeIptables.ts';
import * as nft from './masqueradeNft.ts';

export type MasqueradeBackend = 'iptables' | 'nftables';

/** Traffic of one address that leaves its subnet, to be masqueraded. */
export interface Masquerade {
  /** A bare address: "10.1.2.3". */
  ip: string;
  /** The subnet inside which the address keeps its own face: "10.1.2.0/24". */
  subnet: string;
}

/**
 * Masquerades what the addresses send outside their subnet, multicast excepted. Each entry carries the owner's label, so
 * that two attachments of one container share nothing. Costs the same however many others there are.
 */
export function addMasquerade(backend: MasqueradeBackend, label: string, entries: Masquerade[]): RulesStep[] {
  if (entries.length === 0) return [];
  return backend === 'nftables'
    ? [nft.add(label, entries)]
    : byFamily(entries, (v6, own) => iptables.add(label, own, v6));
}

/**
 * Puts entries back that are not there, and what all share if somebody has flushed it. With iptables adding does both: it fails where
 * the entry to our chain is missing, and then makes it.
 */
export function restoreMasquerade(
  backend: MasqueradeBackend,
  label: string,
  entries: Masquerade[],
): RulesStep[] {
  if (entries.length === 0) return [];
  return backend === 'nftables' ? [nft.restore(label, entries)] : addMasquerade(backend, label, entries);
}

/** Takes exactly these entries of exactly this owner away, or nothing. Gone already is fine. */
export function removeMasquerade(
  backend: MasqueradeBackend,
  label: string,
  entries: Masquerade[],
): RulesStep[] {
  if (entries.length === 0) return [];
  return backend === 'nftables'
    ? [nft.remove(label, entries)]
    : byFamily(entries, (v6, own) => iptables.remove(label, own, v6));
}

/** What all entries of one tool share. */
export type Scaffold = { tool: 'iptables' | 'ip6tables' } | { tool: 'nft'; subnets: string[] };

/** Takes the scaffold away, unless somebody still has an entry: then the kernel refuses it as a whole. */
export function removeScaffold(scaffold: Scaffold): RulesStep {
  return scaffold.tool === 'nft'
    ? nft.removeBase(scaffold.subnets)
    : iptables.removeBase(scaffold.tool === 'ip6tables');
}

function byFamily(entries: Masquerade[], make: (v6: boolean, own: Masquerade[]) => RulesStep): RulesStep[] {
  return [false, true].flatMap((v6) => {
    const own = entries.filter((entry) => entry.ip.includes(':') === v6);
    return own.length === 0 ? [] : [make(v6, own)];
  });
}
