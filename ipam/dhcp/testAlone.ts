import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Lan } from './testLan.ts';

/** A container with a link to the LAN, and dhcp alone. */
export async function alone(
  { host }: Lan,
  ipam: object = {},
): Promise<{ network: PluginNetwork; container: Container }> {
  const container = await host.container();
  const make = `ip link add p-${container.id} master lan0 up type veth peer name eth0 netns ${container.id}`;
  await host.ok(['sh', '-ec', make]);
  return { container, network: new PluginNetwork(host, { type: 'dhcp', ipam: { type: 'dhcp', ...ipam } }) };
}
