/*
 * IPv6 addresses and destinations have many spellings, and whoever writes a configuration or an IPAM plugin may use
 * any. The kernel prints one. Results that come in are brought to it, so that nothing is compared in two spellings.
 */
import { difference } from '../testing/difference.ts';
import { ipamSpy } from '../testing/ipamSpy.ts';
import { PluginNetwork } from '../testing/pluginNetwork.ts';
import { snapshot } from '../testing/snapshot.ts';
import { throwawayHost } from '../testing/throwawayHost.ts';
import { ping } from '../testing/traffic.ts';

type Routes = { dst: string; gw?: string }[];
type Own = { type: string; [key: string]: unknown };

const bridge = { type: 'bridge', bridge: 'cni0', isGateway: true };
const spy = { type: 'spy' };
/** host-local with one IPv6 subnet. */
const hostLocal = (subnet: string, routes: Routes) => ({ type: 'host-local', subnet, routes });
/** What the spy gives to the container of a number. */
const foreign = (host: number, routes: Routes = []) => ({
  ips: [{ address: `FD00:A:0::000${host}/64`, gateway: 'FD00:A:0::1' }],
  routes,
});

test.each<[string, Own, object, Routes, Routes]>([
  [
    'bridge as default gateway',
    { ...bridge, isDefaultGateway: true },
    hostLocal('FD00:8:0::/64', [{ dst: '0::0/0' }]),
    [],
    [{ dst: '::/0' }],
  ],
  [
    'ptp with a route to the subnet of its own',
    { type: 'ptp' },
    hostLocal('fd00:8::/64', [{ dst: 'FD00:8:0::/64' }]),
    [],
    [{ dst: 'fd00:8::/64' }],
  ],
  ...[bridge, { type: 'ptp' }, { type: 'macvlan', master: 'm0' }].map(
    (own: Own): [string, Own, object, Routes, Routes] => [
      `${own.type} with a foreign IPAM plugin`,
      own,
      spy,
      [{ dst: '0::0/0' }, { dst: '2001:DB8::/32', gw: 'fd00:a:0:0::0001' }, { dst: '2001:DB9::5/64' }],
      [{ dst: '::/0' }, { dst: '2001:db8::/32', gw: 'fd00:a::1' }, { dst: '2001:db9::/64' }],
    ],
  ),
])(
  '%s: IPv6 in another spelling passes ADD and CHECK, and goes with DEL',
  async (_, own, ipam, given, told) => {
    await using host = await throwawayHost();
    await host.ok(['sh', '-ec', 'ip link add m0 type veth peer name m1; ip link set m0 up']);
    using spies = ipamSpy(foreign(3, given));
    const net = new PluginNetwork(host, { ...own, ipam }, spies.path);
    const [first, container] = [await host.container(), await host.container()];
    // What stays when a network is used for the first time is not meant: the bridge, the folder of reservations.
    await net.del(first, { prevResult: await net.add(first) });
    const before = await snapshot(host, container);
    const result = await net.add(container);
    expect(result.routes).toEqual(told);
    await net.check(container, result);
    await net.del(container, { prevResult: result });
    const left = difference(before, await snapshot(host, container));
    expect(left.filter((line) => !line.includes('last_reserved_ip'))).toEqual([]);
  },
);

test('bridge: the gateway of a foreign IPAM plugin serves every container, however it is spelled', async () => {
  await using host = await throwawayHost();
  using spies = ipamSpy();
  const net = new PluginNetwork(host, { ...bridge, ipam: spy }, spies.path);
  for (const number of [3, 4, 5]) {
    spies.plant('spy', { ADD: { stdout: foreign(number) } });
    const container = await host.container();
    const result = await net.add(container);
    expect(result.ips).toEqual([{ address: `fd00:a::${number}/64`, gateway: 'fd00:a::1', interface: 2 }]);
    await net.check(container, result);
    await ping(container, 'fd00:a::1');
  }
});

test('bridge: an IPv4-mapped gateway is the IPv4 address', async () => {
  await using host = await throwawayHost();
  const routes = [{ dst: '10.9.0.0/16', gw: '::ffff:10.1.2.1' }];
  using spies = ipamSpy({ ips: [{ address: '10.1.2.3/24', gateway: '::FFFF:10.1.2.1' }], routes });
  const net = new PluginNetwork(host, { ...bridge, ipam: spy }, spies.path);
  const container = await host.container();
  const result = await net.add(container);
  expect(result).toMatchObject({ ips: [{ gateway: '10.1.2.1' }], routes: [{ gw: '10.1.2.1' }] });
  await net.check(container, result);
  await ping(container, '10.1.2.1');
});

test('bridge: an IPv4 destination with host bits is refused by the kernel, and nothing is left', async () => {
  await using host = await throwawayHost();
  using spies = ipamSpy({ ips: [{ address: '10.1.2.3/24' }], routes: [{ dst: '10.9.0.5/16' }] });
  const net = new PluginNetwork(host, { ...bridge, ipam: spy }, spies.path);
  const container = await host.container();
  const before = await snapshot(container);
  expect((await net.refused('ADD', container)).msg).toContain('10.9.0.5/16');
  expect(difference(before, await snapshot(container))).toEqual([]);
});

test('a result in another spelling passes CHECK, and the next plugin of the chain passes it on canonical', async () => {
  await using host = await throwawayHost();
  using spies = ipamSpy(foreign(3, [{ dst: '::/0' }]));
  const net = new PluginNetwork(host, { ...bridge, ipam: spy }, spies.path);
  const container = await host.container();
  const result = await net.add(container);
  const [ip] = result.ips ?? [];
  const dns = { nameservers: ['FD00:A:0::53'] };
  const respelled = { ...result, dns, ips: [{ ...ip, ...foreign(3).ips[0] }], routes: [{ dst: '0::0/0' }] };
  await net.check(container, respelled);
  const passedOn = { ips: [ip], routes: result.routes, dns };
  const next = new PluginNetwork(host, { type: 'tuning', mtu: 1400 });
  expect(await next.add(container, { prevResult: respelled })).toMatchObject(passedOn);
});
