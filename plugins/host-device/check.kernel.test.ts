import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { device, deviceNetwork, dual, FakeSysfs, pciFunction } from './testDevice.ts';

/** What is broken, how, and what CHECK must say of it. */
const damages: [what: string, command: string, words: string][] = [
  ['the device is gone', 'ip -n c1 link delete eth0', 'container interface "eth0" is missing'],
  ['the device is on the host', 'ip -n c1 link set eth0 netns 1', 'container interface "eth0" is missing'],
  ['the device is down', 'ip -n c1 link set eth0 down', 'container interface "eth0" is down'],
  ['an address is gone', 'ip -n c1 address delete 10.1.2.10/24 dev eth0', 'lacks the address 10.1.2.10/24'],
  [
    'an address of IPv6 is gone',
    'ip -n c1 address delete fd00:1::10/64 dev eth0',
    'lacks the address fd00:1::10',
  ],
  ['a route is gone', 'ip -n c1 route delete default', 'the route to 0.0.0.0/0 via 10.1.2.1 is missing'],
  ['the MTU differs', 'ip -n c1 link set eth0 mtu 1300', 'has MTU 1300, not 1500'],
  ['the MAC differs', 'ip -n c1 link set eth0 address 02:00:00:00:00:77', 'has MAC 02:00:00:00:00:77, not'],
  [
    'the alias is gone',
    "ip -n c1 link set eth0 alias ''",
    'does not say any more which device of the host it is',
  ],
  [
    'the alias is another',
    'ip -n c1 link set eth0 alias weft:host-device:x:c1:eth0:ens1:up:1500',
    'does not say',
  ],
];

test.each(damages)(
  'host-device CHECK says what differs where %s, and changes nothing',
  async (_what, command, words) => {
    await using host = await throwawayHost();
    await device(host);
    const net = deviceNetwork(host, { ipam: dual });
    const container = await host.container('c1');
    const prevResult = await net.add(container);
    await net.check(container, prevResult);
    await host.ok(['sh', '-ec', command]);
    const before = await snapshot(host, container);
    const { code, details } = await net.refused('CHECK', container, { prevResult });
    expect([code, details]).toEqual([101, expect.stringContaining(words)]);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  },
);

test('host-device CHECK needs a prevResult that tells the interface', async () => {
  await using host = await throwawayHost();
  await device(host);
  const net = deviceNetwork(host);
  const container = await host.container();
  const { interfaces: [own] = [], ...rest } = await net.add(container);
  expect(await net.refused('CHECK', container)).toMatchObject({ code: 7 });
  for (const other of [{ name: 'eth1' }, { sandbox: '/run/netns/other' }]) {
    const prevResult = { ...rest, interfaces: [{ ...own, ...other }] };
    expect(await net.refused('CHECK', container, { prevResult })).toMatchObject({ code: 7 });
  }
});

test('host-device CHECK of a device that a program drives asks IPAM, and for the device', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } } });
  const pciBusID = '0000:3b:02.1';
  using tree = new FakeSysfs(pciFunction(pciBusID, 'vfio-pci'));
  await tree.over(host);
  const own = { device: undefined, pciBusID, ipam: { type: 'spy' } };
  const net = deviceNetwork(host, own, spies.path);
  const container = await host.container();
  const prevResult = await net.add(container);
  await net.check(container, prevResult);
  expect(spies.log()).toEqual(['spy ADD', 'spy CHECK']);
  await host.ok(['umount', '/sys']);
  expect((await net.refused('CHECK', container, { prevResult })).msg).toContain('no such PCI device');
});
