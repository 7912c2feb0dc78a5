import type { Stage } from '../plan/step.ts';
import * as iptables from './firewallIptables.ts';
import * as nft from './firewallNft.ts';

/** The packet filters that rules of ours can be written for. */
export type RulesBackend = 'iptables' | 'nftables';

/** What one attachment wants of the host's packet filter. */
export interface Opening {
  /** The owner's label: in every rule and every element. */
  label: string;
  /** Bare canonical addresses of the container: "10.1.2.3", "fd00::3". */
  ips: string[];
  /** False where another firewall lets the addresses through, so that only the policy is ours. */
  opens: boolean;
  policy?: IngressPolicy;
}

/** Who may send to the containers behind `device`. Devices with a policy do not reach each other. */
export interface IngressPolicy {
  /** The device that routes for the container: its bridge, or a VLAN of that. A plain word. */
  device: string;
  /** "isolated": what comes from the device does not go back to it either. */
  kind: 'same-bridge' | 'isolated';
}

/** Whether there is anything to write at all. */
export function isNothing({ ips, opens, policy }: Opening): boolean {
  return ips.length === 0 || (!opens && policy === undefined);
}

/**
 * Lets the addresses' traffic through, on the ground that all share: one transaction per family with iptables, one in
 * all with nftables. Refused where the ground is not as it should be, or the attachment has something already:
 * `mendOpening` is for that.
 */
export function addOpening(backend: RulesBackend, opening: Opening, adminChain: string): Stage {
  if (isNothing(opening)) return [];
  if (backend === 'nftables') return [nft.add(opening)];
  return familiesOf(opening).map(([v6, own]) => iptables.add(own, adminChain, v6));
}

/** Takes exactly what is this owner's away, or nothing. */
export function removeOpening(backend: RulesBackend, opening: Opening): Stage {
  if (isNothing(opening)) return [];
  if (backend === 'nftables') return [nft.remove(opening)];
  return familiesOf(opening).map(([v6, own]) => iptables.remove(own, v6));
}

/**
 * Takes away what the attachments behind a device share for its policy, where none of them is left: the kernel refuses
 * otherwise, and whoever carries it out takes no notice of that.
 */
export function removePolicy(backend: RulesBackend, policy: IngressPolicy, families: boolean[]): Stage {
  if (backend === 'nftables') return [nft.removePolicy(policy)];
  return families.map((v6) => iptables.removePolicy(policy, v6));
}

/** The opening cut into one for each family that it has addresses of. */
export function familiesOf(opening: Opening): [v6: boolean, own: Opening][] {
  return [false, true].flatMap((v6): [boolean, Opening][] => {
    const ips = opening.ips.filter((ip) => ip.includes(':') === v6);
    return ips.length === 0 ? [] : [[v6, { ...opening, ips }]];
  });
}
