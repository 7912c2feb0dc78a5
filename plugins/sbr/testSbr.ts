import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

/** The compiled `sbr` as a network's only plugin: what came before it is told by `told`. */
export function sbrNetwork(host: Host, own: Record<string, unknown> = {}): PluginNetwork {
  return new PluginNetwork(host, { type: 'sbr', ...own });
}

/** The result of the plugin before, for an interface with these addresses and gateways. */
export function told(
  { netns }: Container,
  ips: { address: string; gateway?: string; interface?: number }[],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const interfaces = [{ name: 'net1', sandbox: netns }];
  return {
    cniVersion: '1.1.0',
    interfaces,
    ips: ips.map((ip) => ({ interface: 0, ...ip })),
    dns: { nameservers: ['192.0.2.53'] },
    ...more,
  };
}

export const v4 = { address: '192.168.1.209/24', gateway: '192.168.1.1' };
export const v6 = { address: 'fd00:1::209/64', gateway: 'fd00:1::1' };

/**
 * A container with two networks: "eth0", by which its default routes lead, and "net1". At the far end of each is a
 * router, "far0" and "far1", which is also everything behind it: 203.0.113.7 and 2001:db8:0::7, 198.51.100.7 and
 * 2001:db8:1::7.
 */
export async function twoNetworks(
  host: Host,
): Promise<{ container: Container; far0: Container; far1: Container }> {
  const [container, far0, far1] = [
    await host.container('c1'),
    await host.container('far0'),
    await host.container('far1'),
  ];
  await host.ok(['sh', '-ec', 'for n in 0 1; do ip -n far$n link set lo up; done; ip -n c1 link set lo up']);
  await cable(host, ['eth0', '10.5.0.2/24', 'fd00:5::2/64'], ['far0', '10.5.0.1/24', 'fd00:5::1/64']);
  await cable(host, ['net1', v4.address, v6.address], ['far1', '192.168.1.1/24', 'fd00:1::1/64']);
  await behind(far0, '10.5.0.0/24', 'fd00:5::/64', '203.0.113.7', '2001:db8:0::7');
  await behind(far1, '192.168.1.0/24', 'fd00:1::/64', '198.51.100.7', '2001:db8:1::7');
  await container.ok([
    'sh',
    '-ec',
    'ip route add default via 10.5.0.1; ip -6 route add default via fd00:5::1',
  ]);
  return { container, far0, far1 };
}

/** Two ends with addresses of both families, which work at once. */
async function cable(host: Host, near: string[], far: string[]): Promise<void> {
  const [name = '', place = ''] = [near[0], far[0]];
  await host.ok(['sh', '-ec', `ip link add ${name} netns c1 type veth peer name ${name} netns ${place}`]);
  const ends = `for at in 'c1 ${near[1]} ${near[2]}' '${place} ${far[1]} ${far[2]}'; do set -- $at
    ip netns exec $1 sh -c 'echo 0 >/proc/sys/net/ipv6/conf/${name}/accept_dad'
    ip -n $1 address add $2 broadcast + dev ${name}; ip -n $1 address add $3 dev ${name} nodad
    ip -n $1 link set ${name} up
  done`;
  await host.ok(['sh', '-ec', ends]);
}

/** The router talks to its network by the addresses behind it, so that answers have to find the way back. */
async function behind(
  router: Container,
  net4: string,
  net6: string,
  ip4: string,
  ip6: string,
): Promise<void> {
  const name = router.name === 'far0' ? 'eth0' : 'net1';
  await router.ok([
    'sh',
    '-ec',
    `ip address add ${ip4}/32 dev lo; ip address add ${ip6}/128 dev lo nodad
     ip route replace ${net4} dev ${name} src ${ip4}
     ip -6 route delete ${net6} dev ${name}; ip -6 route add ${net6} dev ${name} src ${ip6}`,
  ]);
}

/**
 * The rules of ours and the routes through "net1" of every table but local, as iproute2 prints them, without marks
 * and blanks.
 */
export async function routingOf(container: Container): Promise<{ rules: string[]; routes: string[] }> {
  const { stdout: rules } = await container.ok(['sh', '-c', 'ip rule show; ip -6 rule show']);
  const { stdout: routes } = await container.ok([
    'sh',
    '-c',
    'ip -4 route show table all; ip -6 route show table all',
  ]);
  const lines = (text: string) =>
    text.split('\n').map((line) => line.replace(/ fwmark \S+| pref medium/g, '').trim());
  return {
    rules: lines(rules).filter((line) => line.includes('proto 119')),
    routes: lines(routes).filter((line) => line.includes('net1') && !/table local|^fe80:|^ff00:/.test(line)),
  };
}

/** The routes through "net1" of one table; of main, with "main". */
export async function tableOf(container: Container, table: number | 'main'): Promise<string[]> {
  const { routes } = await routingOf(container);
  if (table === 'main') return routes.filter((line) => !line.includes(' table '));
  const here = ` table ${table}`;
  return routes.filter((line) => `${line} `.includes(`${here} `)).map((line) => line.replace(here, ''));
}
