import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';

export const v4 = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24' }]] };
export const dual = {
  type: 'host-local',
  ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00:1::/64' }]],
};

/** Lines of a snapshot: what stays of host-local's although no address is given out. */
export const remembered = /\/var\/lib\/cni\/networks(\/\.weft\S*|\/mynet(\/(lock|last_\S+))?)? /;

/** A network of the compiled `ipvlan` on "m0", with IPv4 unless told otherwise. */
export function ipvlanNetwork(
  host: Host,
  own: Record<string, unknown> = {},
  ...folders: string[]
): PluginNetwork {
  return new PluginNetwork(host, { type: 'ipvlan', master: 'm0', ipam: v4, ...own }, ...folders);
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

/** A host with a container and "m0" where the configuration will look for it. */
export async function prepared(linkInContainer: boolean, own: Record<string, unknown>) {
  const host = await throwawayHost();
  const container = await host.container();
  const place = linkInContainer ? container : host;
  const commands = 'ip link add m0 type veth peer name m1; ip link set m0 up; ip link set m1 up';
  await place.ok(['sh', '-ec', commands]);
  const net = ipvlanNetwork(host, { linkInContainer, ...own });
  return { host, container, place, net, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}
