import * as z from 'zod/mini';
import type { VlanRange } from '../ops/portVlans.ts';

/** The VLANs of a bridge port as they are now. */
export interface PortVlanFacts {
  port: string;
  /** In the kernel's order. */
  vlans: { range: VlanRange; isNative: boolean; isUntagged: boolean }[];
}

/** The words that ask `bridge` for the VLANs of a port, or without one for those of all ports of all bridges. */
export function showVlans(port?: string): string[] {
  return ['vlan', 'show', ...(port === undefined ? [] : ['dev', port])];
}

/** Reads what `bridge vlan show` found, whether it tells ranges or each VLAN. A port that is in no VLAN is left out by it. */
export function portVlanFacts(found: unknown[] | undefined): PortVlanFacts[] {
  const vlan = z.object({
    vlan: z.number(),
    vlanEnd: z.optional(z.number()),
    flags: z.optional(z.array(z.string())),
  });
  const port = z.object({ ifname: z.string(), vlans: z.array(vlan) });
  return (found ?? []).map((json) => {
    const { ifname, vlans } = z.parse(port, json);
    return { port: ifname, vlans: merged(vlans.map(fromBridge)) };
  });
}

/** True if a port carries a VLAN, with or without tags. */
export function isIn({ vlans }: PortVlanFacts, id: number): boolean {
  return vlans.some(({ range: [from, to] }) => from <= id && id <= to);
}

/** Neighbours that are alike as one. */
function merged(vlans: PortVlanFacts['vlans']): PortVlanFacts['vlans'] {
  const apart: PortVlanFacts['vlans'] = [];
  for (const next of vlans) {
    const last = apart.at(-1);
    const isMore = last?.range[1] === next.range[0] - 1 && !last.isNative && !next.isNative;
    if (last && isMore && last.isUntagged === next.isUntagged) last.range[1] = next.range[1];
    else apart.push(next);
  }
  return apart;
}

function fromBridge(json: { vlan: number; vlanEnd?: number | undefined; flags?: string[] | undefined }) {
  const { vlan, vlanEnd = vlan, flags = [] } = json;
  const range: VlanRange = [vlan, vlanEnd];
  return { range, isNative: flags.includes('PVID'), isUntagged: flags.includes('Egress Untagged') };
}
