import type { PluginOutput } from '../../lib/testing/callPlugin.ts';
import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import { PluginNetwork, type Whom } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import { reaches } from '../../lib/testing/traffic.ts';

/** For tests: the compiled `bridge` with `firewall` after it, on a bridge of its own with both families. */
export class FirewallChain {
  readonly host: Host;
  readonly bridge: PluginNetwork;
  readonly firewall: PluginNetwork;

  /** `n`: of the bridge "cni<n>" with 10.<n>.0.0/24 and fd00:<n>::/64. `own`: more of the firewall's configuration. */
  constructor(host: Host, own: Record<string, unknown> = {}, n = 1) {
    const ranges = [[{ subnet: `10.${n}.0.0/24` }], [{ subnet: `fd00:${n}::/64` }]];
    const name = `net${n}`;
    this.host = host;
    this.bridge = new PluginNetwork(host, {
      type: 'bridge',
      name,
      bridge: `cni${n}`,
      isDefaultGateway: true,
      ipam: { type: 'host-local', ranges },
    });
    this.firewall = new PluginNetwork(host, { type: 'firewall', name, ...own });
  }

  /** ADD of both, which have to succeed; the result. */
  async add(whom: Whom): Promise<PluginOutput> {
    const prevResult = await this.bridge.add(whom);
    return this.firewall.add(whom, { prevResult });
  }

  /** DEL of both, which have to succeed. */
  async del(whom: Whom, prevResult?: unknown): Promise<void> {
    await this.firewall.del(whom, { prevResult });
    await this.bridge.del(whom, { prevResult });
  }

  /** A new container, attached. */
  async attached(
    name?: string,
  ): Promise<{ container: Container; result: PluginOutput; v4: string; v6: string }> {
    const container = await this.host.container(name);
    const result = await this.add(container);
    const [v4 = '', v6 = ''] = (result.ips ?? []).map(({ address }) => address.replace(/\/.*/, ''));
    return { container, result, v4, v6 };
  }
}

/** A result as a plugin before would give it, for tests without traffic. */
export function resultWith(...addresses: string[]): Record<string, unknown> {
  return {
    cniVersion: '1.1.0',
    interfaces: [{ name: 'cni0' }, { name: 'veth0' }, { name: 'eth0', sandbox: '/run/netns/c1' }],
    ips: addresses.map((address) => ({ address, interface: 2 })),
  };
}

/** What no attachment has made: drops all that is forwarded and that nobody accepts. */
export async function dropForwarded(host: Host): Promise<void> {
  await host.ok(['sh', '-ec', 'iptables -P FORWARD DROP; ip6tables -P FORWARD DROP']);
}

/** The same in the chain of the nftables backend, where the administrator may choose the policy. */
export async function dropInOurChain(host: Host): Promise<void> {
  const chain = 'chain inet weft-firewall forward { policy drop ; }';
  await host.ok(['nft', '-f', '-'], { input: `${chain}\n` });
}

/** Which of these addresses answer. */
export async function reached(from: Container | Host, ...to: string[]): Promise<boolean[]> {
  return Promise.all(to.map((address) => reaches(from, address)));
}

/** All rules, sets and elements of a host, one per line, without what the bridge has made. */
export async function rulesOf(host: Host): Promise<string[]> {
  return (await snapshot(host)).filter((line) => /^host (ip6?tables|nft) /.test(line));
}

/** A world behind the host that knows the way to the containers of the first chain. */
export async function worldWithRoutes(host: Host): Promise<Container> {
  const world = await outsideWorld(host);
  for (const via of ['10.1.0.0/24 via 192.0.2.1', 'fd00:1::/64 via fd00:99::1'])
    await world.ok(['ip', 'route', 'add', ...via.split(' ')]);
  return world;
}

/** A chain with the strictest policy and so many attachments, and a container that only the bridge has attached. */
export async function prepared(host: Host, backend: string, others: number) {
  const chain = new FirewallChain(host, { backend, ingressPolicy: 'isolated' });
  for (let n = 0; n < others; n++) await chain.attached(`other${n}`);
  const container = await host.container('c1');
  return { chain, container, prevResult: await chain.bridge.add(container) };
}

/** A snapshot in no order: a rule of what all share may have been put back in another place. */
export async function state(host: Host): Promise<string[]> {
  return [...(await snapshot(host))].sort();
}
