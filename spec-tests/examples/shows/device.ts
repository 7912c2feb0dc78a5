/** What the example of `host-device` takes for granted, and what it shows. */
import { linkNames, linkOf } from '../../../lib/testing/links.ts';
import type { Host } from '../../../lib/testing/throwawayHost.ts';
import { type Attached, ping } from '../example.ts';

const mac = '02:00:00:00:05:f1';

/** A second device of the host, "enp5s0f1", into a network with a router, 192.168.9.1 and fd00:9::1, in a namespace of its own, "lan". */
export async function secondDevice(host: Host): Promise<void> {
  const lan = await host.container('lan');
  const far = ['peer', 'name', 'lan0', 'netns', 'lan'];
  await host.ok(['ip', 'link', 'add', 'enp5s0f1', 'address', mac, 'type', 'veth', ...far]);
  const addresses = 'ip address add 192.168.9.1/24 dev lan0; ip address add fd00:9::1/64 dev lan0 nodad';
  await lan.ok(['sh', '-ec', `${addresses}; ip link set lan0 up`]);
  await host.ok(['ip', 'link', 'set', 'enp5s0f1', 'up']);
}

/** The device is in the container and nowhere else, and its network is reached through it. */
export async function deviceInTheContainer({ host, one, result }: Attached): Promise<void> {
  expect(result.interfaces).toMatchObject([{ name: 'eth0', mac, mtu: 1500 }]);
  expect(await linkOf(one, 'eth0')).toMatchObject({ address: mac, operstate: 'UP' });
  expect(await linkNames(host)).not.toContain('enp5s0f1');
  for (const ip of ['192.168.9.1', 'fd00:9::1']) await ping(one, ip);
}
