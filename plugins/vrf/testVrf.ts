import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

/** The compiled `vrf` as a network's only plugin, VRF "red" unless told otherwise. */
export function vrfNetwork(host: Host, own: Record<string, unknown> = {}): PluginNetwork {
  return new PluginNetwork(host, { type: 'vrf', vrfname: 'red', ...own });
}

/** The result of the plugin before, for one interface. */
export function told(
  { netns }: Container,
  name: string,
  addresses: string[],
  routes: { dst: string; gw?: string }[] = [],
): Record<string, unknown> {
  const ips = addresses.map((address) => ({ address, interface: 0 }));
  return { cniVersion: '1.1.0', interfaces: [{ name, sandbox: netns }], ips, routes };
}

/**
 * A container in which a VRF has been once, since the rules that the kernel adds with the first stay for ever; with an
 * interface for each name, which leads to a namespace of the same name.
 */
export async function containerWith(host: Host, links: Record<string, string[]>): Promise<Container> {
  const container = await host.container('c1');
  const script = Object.entries(links).map(([name, addresses]) =>
    [
      `ip netns add ${name}; ip link add ${name} netns c1 type veth peer name ${name} netns ${name}`,
      ...addresses.map((ip) => `ip -n c1 address add ${ip} dev ${name} ${ip.includes(':') ? 'nodad' : ''}`),
      `ip -n ${name} link set ${name} up; ip -n c1 link set ${name} up`,
    ].join('; '),
  );
  const once = 'ip -n c1 link set lo up; ip -n c1 link add once type vrf table 9; ip -n c1 link delete once';
  await host.ok(['sh', '-ec', [once, ...script].join('; ')]);
  return container;
}

/** Everything about routing and links in a container, but for what the kernel does by itself and in its own time. */
export async function stateOf(container: Container): Promise<string[]> {
  const ask = [
    'ip -d -o link',
    'ip -o address',
    'ip rule',
    'ip -6 rule',
    'ip -4 route show table all',
    'ip -6 route show table all',
  ];
  const sysctls = 'grep . /proc/sys/net/ipv6/conf/*/keep_addr_on_down /proc/sys/net/ipv6/conf/*/accept_dad';
  const { stdout } = await container.ok(['sh', '-ec', [...ask, sysctls].join('; ')]);
  const lines = stdout.split('\n').filter((line) => !/fe80:|ff00::|type vrf/.test(line));
  return lines.map((line) => line.replace(/ (qlen|expires|valid_lft|preferred_lft) \S+/g, '').trimEnd());
}

/** The routes of one table, without those that the kernel makes. */
export async function tableOf(container: Container, table: string): Promise<string[]> {
  const ask = `ip -4 route show table ${table} 2>/dev/null; ip -6 route show table ${table} 2>/dev/null; true`;
  const { stdout } = await container.ok(['sh', '-c', ask]);
  const lines = stdout.split('\n').map((line) => line.replace(/ (metric \d+ )?pref medium/, '').trim());
  return lines.filter(
    (line) => line !== '' && !/proto kernel|^(local|broadcast|anycast|multicast) /.test(line),
  );
}

/** The members of a VRF and its table; undefined if there is no such VRF. */
export async function vrfOf(
  container: Container,
  name: string,
): Promise<{ table: number; members: string[] } | undefined> {
  const { exitCode, stdout } = await container.run(['ip', '-j', '-d', 'link', 'show', 'dev', name]);
  if (exitCode !== 0) return undefined;
  const [{ linkinfo }] = JSON.parse(stdout);
  const members = await container.ipJson('link', 'show', 'master', name);
  return { table: linkinfo.info_data.table, members: members.map(({ ifname = '' }) => ifname) };
}
