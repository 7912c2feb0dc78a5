import type { Container } from './throwawayContainer.ts';
import type { Host } from './throwawayHost.ts';

/**
 * A namespace behind a host, 192.0.2.2 and fd00:99::2, that knows no way to the host's containers: it stands for the
 * world. The host has 192.0.2.1 and fd00:99::1 there, on "uplink". `mtu`: of both ends, in bytes.
 */
export async function outsideWorld(host: Host, mtu = 1500): Promise<Container> {
  const world = await host.container('world');
  await host.ok([
    'sh',
    '-ec',
    `ip link add uplink mtu ${mtu} type veth peer name eth0 mtu ${mtu} netns world; ${up('uplink', 1)}`,
  ]);
  await world.ok(['sh', '-ec', up('eth0', 2)]);
  return world;
}

function up(link: string, n: number): string {
  const dad = `echo 0 >/proc/sys/net/ipv6/conf/${link}/accept_dad`;
  const addresses = `ip address add 192.0.2.${n}/24 dev ${link}; ip address add fd00:99::${n}/64 dev ${link} nodad`;
  return `${dad}; ${addresses}; ip link set ${link} up`;
}
