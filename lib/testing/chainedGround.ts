import type { PluginOutput } from './callPlugin.ts';
import { PluginNetwork } from './pluginNetwork.ts';
import type { Container } from './throwawayContainer.ts';
import type { Host } from './throwawayHost.ts';

/** For tests of chained plugins: an "eth0" that somebody else has made. */
export interface ChainedGround {
  net: PluginNetwork;
  container: Container;
  /** What the plugin before told. */
  prevResult: PluginOutput;
  /** The MAC that eth0 had before. */
  mac: string;
}

/**
 * A container c1 with a veth "eth0", 10.1.2.3 and fd00::3, that is up and whose other end is "veth0", 10.1.2.1 and
 * fd00::1, on the host; with `own` as configuration of the chained plugin. `mtu`: of both ends; with less than
 * 1280 there is no IPv6.
 */
export async function chainedGround(
  host: Host,
  own: Record<string, unknown> & { type: string },
  mtu = 1500,
): Promise<ChainedGround> {
  const container = await host.container('c1');
  const ends = `name veth0 mtu ${mtu} type veth peer name eth0 mtu ${mtu} netns c1`;
  const address = (link: string, n: number) => {
    const v6 = mtu < 1280 ? ':' : `ip address add fd00::${n}/64 dev ${link} nodad`;
    return `ip link set ${link} up; ip address add 10.1.2.${n}/24 dev ${link}; ${v6}`;
  };
  await host.ok(['sh', '-ec', `ip link add ${ends}; ${address('veth0', 1)}`]);
  await container.ok(['sh', '-ec', address('eth0', 3)]);
  const [link] = await container.ipJson('link', 'show', 'dev', 'eth0');
  const mac = link?.address ?? '';
  const prevResult = {
    cniVersion: '1.1.0',
    interfaces: [
      { name: 'veth0', mac: '02:00:00:00:00:01' },
      { name: 'eth0', mac, mtu, sandbox: container.netns },
    ],
    ips: [{ address: '10.1.2.3/24', interface: 1 }],
  };
  return { net: new PluginNetwork(host, own), container, prevResult, mac };
}

/** The same result in the shape of another version: `version` in addresses, and no MTU, before 1.1.0. */
export function resultIn(cniVersion: string, { interfaces = [], ips = [] }: PluginOutput): PluginOutput {
  if (['0.1.0', '0.2.0'].includes(cniVersion)) return { cniVersion, ip4: { ip: ips[0]?.address }, dns: {} };
  if (cniVersion === '1.1.0') return { cniVersion, interfaces, ips };
  const told = { cniVersion, interfaces: interfaces.map(({ mtu: _, ...one }) => one) };
  if (cniVersion === '1.0.0') return { ...told, ips };
  return { ...told, ips: ips.map((ip) => ({ version: '4', ...ip })), dns: {} };
}
