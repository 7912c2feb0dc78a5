import { ipLines } from '../../lib/testing/faultyIp.ts';
import type { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import { sbrNetwork, tableOf, told, twoNetworks, v4, v6 } from './testSbr.ts';

/** Routes with all that can be told of one. */
const manyRoutes = `
  ip route add default via 192.168.1.1 dev net1 metric 5 mtu 1400 advmss 1300 congctl reno realms 3/4
  ip route add 10.9.0.0/16 via 10.77.0.1 dev net1 onlink proto 99 tos 0x10
  ip route add 10.10.0.0/16 nexthop via 192.168.1.2 dev net1 weight 3 nexthop via inet6 fe80::3 dev net1 onlink
  ip route append 10.20.0.0/16 dev net1 src 192.168.1.209
  ip route append 10.20.0.0/16 via 192.168.1.3
  ip route append 10.20.0.0/16 via 192.168.1.2
  ip -6 route add default via fd00:1::1 dev net1 metric 2000 pref high hoplimit 9
  ip -6 route add fd98::/48 from fd00:1::/64 dev net1 initcwnd 4
  ip -6 route add fd99::/48 nexthop via fd00:1::2 dev net1 nexthop via fd00:1::3 dev net1`;

/** ADD of "net1" with an address of each family. */
export const call = (container: Container) => ({ ifName: 'net1', prevResult: told(container, [v4, v6]) });

/** A container with many routes, and every line that an ADD in it hands to `ip`. */
export async function ready(
  host: Host,
): Promise<{ container: Container; net: PluginNetwork; lines: string[] }> {
  const { container } = await twoNetworks(host);
  await container.ok(['sh', '-ec', manyRoutes]);
  const net = sbrNetwork(host, { addSourceHints: false });
  const { stderr } = await net.call('ADD', container, { ...call(container), env: { WEFT_LOG: 'debug' } });
  await net.del(container, { ifName: 'net1' });
  const said = stderr.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line).msg as string)));
  const lines = ipLines(`${said.join('\n')}\n`);
  expect(lines.length).toBeGreaterThan(20);
  return { container, net, lines };
}

/** Routes to one destination in their order, which a snapshot does not tell. */
export async function ordered(container: Container): Promise<string[]> {
  return (await tableOf(container, 'main')).filter((line) => line.startsWith('10.20.'));
}
