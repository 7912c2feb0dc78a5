import type { Place } from '../../lib/testing/place.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

export const v4 = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24' }]] };
export const dual = {
  type: 'host-local',
  ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00:1::/64' }]],
};

/** The three ways to say where the master is. */
export const places: [text: string, linkInContainer: boolean | undefined][] = [
  ['false', false],
  ['true', true],
  ['unset', undefined],
];

/** A network of the compiled `macvlan` on "m0", with IPv4 unless told otherwise. */
export function macvlanNetwork(
  host: Host,
  own: Record<string, unknown> = {},
  ...folders: string[]
): PluginNetwork {
  return new PluginNetwork(host, { type: 'macvlan', master: 'm0', ipam: v4, ...own }, ...folders);
}

/** Makes "m0", one end of a veth pair, with the other end, "m1", beside it. */
export async function master(place: Place): Promise<void> {
  await place.ok(['ip', 'link', 'add', 'm0', 'type', 'veth', 'peer', 'name', 'm1']);
  for (const name of ['m0', 'm1']) await place.ok(['ip', 'link', 'set', name, 'up']);
}

/** Makes "m0" on the host, and a neighbour at the other end of its cable with 10.1.2.1 and fd00:1::1. */
export async function cable(host: Host): Promise<Container> {
  const lan = await host.container('lan');
  await host.ok(['ip', 'link', 'add', 'm0', 'type', 'veth', 'peer', 'name', 'lan0', 'netns', 'lan']);
  const addresses = 'ip address add 10.1.2.1/24 dev lan0; ip address add fd00:1::1/64 dev lan0 nodad';
  await lan.ok(['sh', '-ec', `${addresses}; ip link set lan0 up`]);
  await host.ok(['ip', 'link', 'set', 'm0', 'up']);
  return lan;
}
