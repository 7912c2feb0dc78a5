/** What the examples of plugins show whose whole work is one link in the container. */
import { addressesOf, linkOf } from '../../../lib/testing/links.ts';
import type { Host } from '../../../lib/testing/throwawayHost.ts';
import { type Attached, bare, ping } from '../example.ts';

/**
 * An uplink with default routes, "eth0", into a network with a router, 192.168.8.1 and fd00:8::1, in a namespace of its
 * own, "lan".
 */
export async function uplink(host: Host): Promise<void> {
  const lan = await host.container('lan');
  await host.ok(['ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'lan0', 'netns', 'lan']);
  const up = (link: string, n: number) =>
    `ip address add 192.168.8.${n}/24 dev ${link}; ip address add fd00:8::${n}/64 dev ${link} nodad; ip link set ${link} up`;
  await lan.ok(['sh', '-ec', up('lan0', 1)]);
  await host.ok(['sh', '-ec', up('eth0', 2)]);
  await host.ok(['sh', '-ec', 'ip route add default via 192.168.8.1; ip -6 route add default via fd00:8::1']);
}

/** A network of the host's neighbours: the router is reached, and so is the other container. */
export async function neighboursOfTheHost({ one, result, two, other }: Attached): Promise<void> {
  expect(result.ips?.map(({ address, gateway }) => [address, gateway])).toEqual([
    ['192.168.8.200/24', '192.168.8.1'],
    ['fd00:8::200/64', 'fd00:8::1'],
  ]);
  expect(result.interfaces?.[0]?.mac).toBe('0a:58:c0:a8:08:c8');
  for (const ip of ['192.168.8.1', 'fd00:8::1', ...bare(other)]) await ping(one, ip);
  for (const ip of bare(result)) await ping(two, ip);
}

/** Addresses that are there although no wire is. */
export async function addressesOnly({ one, result }: Attached): Promise<void> {
  expect(await addressesOf(one, 'svc0')).toEqual(['192.0.2.10/24', 'fd00:25::10/64']);
  const link = await linkOf(one, 'svc0');
  expect(link).toMatchObject({ mtu: 9000, linkinfo: { info_kind: 'dummy' } });
  await one.ok(['ip', 'link', 'set', 'lo', 'up']);
  for (const ip of bare(result)) await ping(one, ip);
  await one.ok(['ip', 'link', 'set', 'lo', 'down']);
}

/** A tap that one user may open, with an address for the machine's gateway. */
export async function tapOfOneUser({ one, result }: Attached): Promise<void> {
  const { linkinfo, mtu, address } = await linkOf(one, 'tap0');
  expect(linkinfo).toMatchObject({ info_kind: 'tun', info_data: { type: 'tap', multi_queue: true } });
  expect(linkinfo?.info_data).toHaveProperty('user');
  expect(result.interfaces).toMatchObject([{ name: 'tap0', mac: address, mtu: 1450 }]);
  expect(mtu).toBe(1450);
  expect(await addressesOf(one, 'tap0')).toEqual(
    bare(result).map((ip) => (ip.includes(':') ? `${ip}/64` : `${ip}/24`)),
  );
}
