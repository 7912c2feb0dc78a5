import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

export const v4 = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24' }]] };
export const dual = {
  type: 'host-local',
  ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00:1::/64' }]],
};

/** Lines of a snapshot: what stays of host-local's although no address is given out. */
export const remembered = /\/var\/lib\/cni\/networks(\/\.weft\S*|\/mynet(\/(lock|last_\S+))?)? /;

/** A network of the compiled `vlan`, VLAN 5 of "m0", with IPv4 unless told otherwise. */
export function vlanNetwork(
  host: Host,
  own: Record<string, unknown> = {},
  ...folders: string[]
): PluginNetwork {
  return new PluginNetwork(host, { type: 'vlan', master: 'm0', vlanId: 5, ipam: v4, ...own }, ...folders);
}

/**
 * Makes "m0" on the host, and at the other end of its cable one neighbour per VLAN (1 to 9), each with 10.1.2.100 and
 * fd00:1::100 and a MAC of its own.
 */
export async function trunk(host: Host, ...ids: number[]): Promise<Container[]> {
  const switchboard = await host.container('lan');
  await host.ok([
    'sh',
    '-ec',
    'ip link add m0 type veth peer name lan0 netns lan; ip link set m0 up; ip -n lan link set lan0 up',
  ]);
  const neighbours: Container[] = [];
  for (const id of ids) {
    const neighbour = await host.container(`lan${id}`);
    neighbours.push(neighbour);
    await switchboard.ok([
      'sh',
      '-ec',
      `ip link add link lan0 name v${id} address 02:00:00:00:00:0${id} netns ${neighbour.netns} type vlan id ${id}`,
    ]);
    const addresses = `ip address add 10.1.2.100/24 dev v${id}; ip address add fd00:1::100/64 dev v${id} nodad`;
    await neighbour.ok(['sh', '-ec', `${addresses}; ip link set v${id} up`]);
  }
  return neighbours;
}
