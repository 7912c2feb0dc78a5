import type { Host } from '../../lib/testing/throwawayHost.ts';

/** The VLANs of a bridge port, in order: "100 native", "1 untagged" (outwards only), "200-210". */
export async function vlansOf(host: Host, port: string): Promise<string[]> {
  const { stdout } = await host.ok(['bridge', '-compressvlans', '-j', 'vlan', 'show', 'dev', port]);
  const [found] = JSON.parse(stdout.trim() || '[]') as { vlans: Vlan[] }[];
  return (found?.vlans ?? []).map(({ vlan, vlanEnd, flags = [] }) => {
    const id = vlanEnd === undefined ? `${vlan}` : `${vlan}-${vlanEnd}`;
    const how = flags.includes('PVID') ? ' native' : flags.length > 0 ? ' untagged' : '';
    return `${id}${how}`;
  });
}

interface Vlan {
  vlan: number;
  vlanEnd?: number;
  flags?: string[];
}

/** A host that forwards already: forwarding stays on once it is on. */
export async function forward(host: Host): Promise<void> {
  const on = 'for key in ipv4/ip_forward ipv6/conf/all/forwarding; do echo 1 >/proc/sys/net/$key; done';
  await host.ok(['sh', '-c', on]);
}
