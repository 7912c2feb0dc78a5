import { versions } from '../../lib/spec/version.ts';
import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { routingOf, sbrNetwork, tableOf, told, twoNetworks, v4, v6 } from './testSbr.ts';

const subnet4 = '192.168.1.0/24 dev net1 proto kernel scope link src 192.168.1.209';
const subnet6 = 'fd00:1::/64 dev net1 proto kernel metric 256';
const net1 = { ifName: 'net1' };

/** Reference: sbr SB-01. It says 0.3.0; here it is every version, with the shape of result that it has. */
test.each(versions)(
  'sbr moves the routes of an interface to a table of its address and back (%s)',
  async (cniVersion) => {
    await using host = await throwawayHost();
    const { container } = await twoNetworks(host);
    const net = sbrNetwork(host, { cniVersion });
    const before = await snapshot(host, container);
    const prevResult = resultOf(cniVersion, told(container, [v4]));
    const result = await net.add(container, { ...net1, prevResult });
    expect(result).toEqual({ ...prevResult, cniVersion });
    expect((await routingOf(container)).rules).toEqual(['20000:\tfrom 192.168.1.209 lookup 100 proto 119']);
    expect(await tableOf(container, 100)).toEqual(['default via 192.168.1.1 dev net1 proto 119', subnet4]);
    expect(await tableOf(container, 'main')).toEqual([subnet6]);
    await net.del(container, net1);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  },
);

/** The same attachment in the words of a version. */
function resultOf(cniVersion: string, result: Record<string, unknown>): Record<string, unknown> {
  const { interfaces, dns } = result as { interfaces: { name: string; sandbox: string }[]; dns: object };
  if (cniVersion < '0.3.0') return { cniVersion, ip4: { ip: v4.address, gateway: v4.gateway }, dns };
  const version = cniVersion < '1.0.0' ? { version: '4' } : {};
  return { cniVersion, interfaces, ips: [{ ...version, interface: 0, ...v4 }], dns };
}

// Reference: sbr SB-02
test('sbr moves a default route that is there, and adds no second one', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  await container.ok(['ip', 'route', 'add', 'default', 'via', '192.168.1.1', 'dev', 'net1', 'metric', '7']);
  await sbrNetwork(host).add(container, { ...net1, prevResult: told(container, [v4]) });
  expect((await routingOf(container)).rules).toHaveLength(1);
  expect(await tableOf(container, 100)).toEqual(['default via 192.168.1.1 dev net1 metric 7', subnet4]);
  expect(await tableOf(container, 'main')).toEqual([subnet6]);
});

// Reference: sbr SB-03
test('sbr gives each of two addresses a table, with the routes of its network and those of none', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  await container.ok([
    'sh',
    '-ec',
    `ip address add 192.168.101.209/24 broadcast + dev net1
     ip route add 10.1.0.0/16 via 192.168.1.5; ip route add 10.2.0.0/16 via 192.168.101.5; ip route add 10.3.0.0/16 dev net1`,
  ]);
  const second = { address: '192.168.101.209/24', gateway: '192.168.101.1', interface: 1 };
  const net = sbrNetwork(host);
  const prevResult = told(container, [v4, second]);
  await net.add(container, { ...net1, prevResult });
  expect((await routingOf(container)).rules).toEqual([
    '20000:\tfrom 192.168.1.209 lookup 100 proto 119',
    '20000:\tfrom 192.168.101.209 lookup 101 proto 119',
  ]);
  expect(await tableOf(container, 100)).toEqual([
    'default via 192.168.1.1 dev net1 proto 119',
    '10.1.0.0/16 via 192.168.1.5 dev net1',
    '10.3.0.0/16 dev net1 scope link',
    subnet4,
  ]);
  expect(await tableOf(container, 101)).toEqual([
    'default via 192.168.101.1 dev net1 proto 119',
    '10.2.0.0/16 via 192.168.101.5 dev net1',
    '10.3.0.0/16 dev net1 scope link',
    '192.168.101.0/24 dev net1 proto kernel scope link src 192.168.101.209',
  ]);
  await net.check(container, prevResult, net1);
});

// Reference: sbr SB-05
test('sbr with "table" adds rules to it and leaves the routes alone, also on DEL', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  await container.ok(['ip', 'route', 'add', 'default', 'via', '192.168.1.1', 'dev', 'net1', 'table', '5000']);
  const { routes } = await routingOf(container);
  const net = sbrNetwork(host, { table: 5000 });
  const prevResult = told(container, [{ address: v4.address }, { address: v6.address }]);
  await net.add(container, { ...net1, prevResult });
  expect(await routingOf(container)).toEqual({
    routes,
    rules: [
      '20001:\tfrom 192.168.1.209 lookup 5000 proto 119',
      '20001:\tfrom fd00:1::209 lookup 5000 proto 119',
    ],
  });
  await net.check(container, prevResult, net1);
  await net.del(container, net1);
  expect(await routingOf(container)).toEqual({ routes, rules: [] });
});

// Reference: sbr SB-06, SB-07 and SB-08
test.each([
  [['192.168.1.254'], [v4], [[100, 'default via 192.168.1.254 dev net1 proto 119']]],
  [['fd00:1::fe'], [v6], [[100, 'default via fd00:1::fe dev net1 proto 119 metric 1']]],
  [
    ['192.168.1.254', 'FD00:1:0::fe'],
    [v4, v6],
    [
      [100, 'default via 192.168.1.254 dev net1 proto 119'],
      [101, 'default via fd00:1::fe dev net1 proto 119 metric 1'],
    ],
  ],
] as const)('sbr takes the gateways %j in place of those of the result', async (gateways, ips, defaults) => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  const before = await snapshot(host, container);
  const net = sbrNetwork(host, { gateways });
  const prevResult = told(container, [...ips], {
    routes: [{ dst: '0.0.0.0/0', gw: '192.168.1.1' }, { dst: '::/0' }],
  });
  await net.add(container, { ...net1, prevResult });
  expect((await routingOf(container)).rules).toHaveLength(ips.length);
  for (const [table, route] of defaults) {
    const found = await tableOf(container, table);
    expect(found.filter((line) => line.startsWith('default'))).toEqual([route]);
    expect(found).toHaveLength(2);
  }
  await net.check(container, prevResult, net1);
  await net.del(container, net1);
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

// Reference: sbr SB-10
test('sbr with "addSourceHints" leaves the way to neighbours in main, with the address that its rules know', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  await container.ok(['ip', 'route', 'add', '10.1.0.0/16', 'via', '192.168.1.5', 'dev', 'net1']);
  const before = await snapshot(host, container);
  const net = sbrNetwork(host, { addSourceHints: true });
  const prevResult = told(container, [v4, v6]);
  await net.add(container, { ...net1, prevResult });
  expect(await tableOf(container, 100)).toEqual([
    'default via 192.168.1.1 dev net1 proto 119',
    '10.1.0.0/16 via 192.168.1.5 dev net1',
    subnet4,
  ]);
  const hint6 = 'fd00:1::/64 dev net1 proto 119 src fd00:1::209 metric 256';
  expect(await tableOf(container, 'main')).toEqual([subnet4, hint6]);
  await net.add(container, { ...net1, prevResult });
  expect(await tableOf(container, 'main')).toEqual([subnet4, hint6]);
  await net.check(container, prevResult, net1);
  await net.del(container, net1);
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

// Reference: sbr SB-04 and SB-09
test('sbr refuses what it cannot work with before any change', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  const net = sbrNetwork(host);
  const before = await snapshot(host, container);
  const prevResult = told(container, [v4]);
  await container.ok(['ip', 'link', 'add', 'down0', 'type', 'bridge']);
  const sandbox = container.netns;
  const down = { ...prevResult, interfaces: [{ name: 'down0', sandbox }] };
  const gone = { ...prevResult, interfaces: [{ name: 'gone0', sandbox }] };
  for (const [call, words] of [
    [{ conf: { cniVersion: '0.2.0' } }, '"prevResult" is missing'],
    [{ prevResult, conf: { gateways: ['192.168.1.1', '192.168.1.2'] } }, 'multiple IPv4 addresses'],
    [{ prevResult: told(container, []) }, '"prevResult" has no address of "net1"'],
    [{ prevResult, ifName: 'eth0' }, '"prevResult" has no address of "eth0"'],
    [{ prevResult: gone, ifName: 'gone0' }, '"gone0": no such interface in the container'],
    [{ prevResult: down, ifName: 'down0' }, '"down0": the interface is down'],
  ] as const)
    expect(await net.refused('ADD', container, { ...net1, ...call })).toMatchObject({
      code: 7,
      msg: expect.stringContaining(words),
    });
  await container.ok(['ip', 'link', 'delete', 'down0']);
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});
