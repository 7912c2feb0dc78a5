/*
 * When ADD returns, packets to the new IPv6 addresses must find them. Linux 6.1, whose kernel the lab runs, may put the
 * route to an address of one's own off by up to a second when its link comes up.
 *
 * @needs-kernel dummy ipvlan vlan
 */
import type { Place } from '../testing/place.ts';
import { PluginNetwork } from '../testing/pluginNetwork.ts';
import { throwawayHost } from '../testing/throwawayHost.ts';

const ipam = {
  type: 'host-local',
  ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00:1::/64' }]],
};

/** Which of the addresses the kernel would not take a packet for. */
async function notTaken(place: Place, addresses: string[]): Promise<string[]> {
  const { stdout } = await place.ok(['ip', '-6', 'route', 'show', 'table', 'local']);
  return addresses.filter(
    (address) => !stdout.split('\n').some((line) => line.startsWith(`local ${address} `)),
  );
}

test.each<[string, object, string | undefined]>([
  ['bridge', { isGateway: true }, 'fd00:1::1'],
  ['ptp', {}, 'fd00:1::1'],
  ['macvlan', { master: 'm0' }, undefined],
  ['ipvlan', { master: 'm0' }, undefined],
  ['ipvlan', { master: 'm0', mode: 'l3' }, undefined],
  ['ipvlan', { master: 'm0', mode: 'l3s' }, undefined],
  ['vlan', { master: 'm0', vlanId: 7 }, undefined],
  ['dummy', {}, undefined],
])('%s %j: IPv6 addresses are there when ADD returns', async (type, own, gateway) => {
  await using host = await throwawayHost();
  await host.ok(['sh', '-ec', 'ip link add m0 type veth peer name m1; ip link set m0 up; ip link set m1 up']);
  const listening: Promise<unknown>[] = [];
  for (let n = 2; n < 5; n++) {
    const container = await host.container();
    // Whoever listens runs whenever something changes, which gives the kernel's own work its turn later.
    listening.push(container.run(['timeout', '5', 'ip', '-6', 'monitor', 'address', 'route', 'link']));
    const net = new PluginNetwork(host, { type, ipam, ...own });
    const result = await net.add(container);
    const missing = [await notTaken(container, [`fd00:1::${n}`])];
    if (gateway) missing.push(await notTaken(host, [gateway]));
    expect({ n, missing: missing.flat() }).toEqual({ n, missing: [] });
    await net.del(container, { prevResult: result });
  }
  await Promise.all(listening);
});
