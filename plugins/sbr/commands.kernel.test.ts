import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { routingOf, sbrNetwork, told, twoNetworks, v4, v6 } from './testSbr.ts';

const net1 = { ifName: 'net1' };

/** One damage after another, and what CHECK must say of it. */
const damages: [command: string, words: string][] = [
  [
    'ip route delete default table 100',
    'table 100, for traffic from 192.168.1.209, lacks the route to default via 192.168.1.1',
  ],
  [
    'ip -6 route delete fd77::/48 table 101',
    'table 101, for traffic from fd00:1::209, lacks the route to fd77::/48 via fd00:1::1',
  ],
  ['ip -6 route flush table 101', 'table 101, for traffic from fd00:1::209, has no route through "net1"'],
  [
    'ip rule delete pref 20000; ip route flush table 100',
    'the rule for traffic from 192.168.1.209 is missing',
  ],
  ['ip -6 rule delete pref 20000', 'the rule for traffic from fd00:1::209 is missing'],
];

test('sbr CHECK names what is broken, and ADD once more, which is what repair does, mends it', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  await container.ok([
    'sh',
    '-ec',
    'ip route add default via 192.168.1.1 dev net1 metric 9; ip -6 route add fd77::/48 via fd00:1::1',
  ]);
  const net = sbrNetwork(host);
  const routes = [{ dst: 'fd77::/48' }];
  const prevResult = await net.add(container, { ...net1, prevResult: told(container, [v4, v6], { routes }) });
  await net.check(container, prevResult, net1);
  for (const [command, words] of damages) {
    await container.ok(['sh', '-ec', command]);
    const { msg } = await net.refused('CHECK', container, { ...net1, prevResult });
    expect(msg).toBe(`Cannot confirm the routing of "net1": ${words}`);
    const repaired = await net.call('REPAIR', container, { ...net1, prevResult });
    expect([command, repaired.exitCode, repaired.stdout]).toEqual([command, 0, '']);
    expect((await routingOf(container)).rules).toHaveLength(2);
  }
  await container.ok(['ip', 'link', 'delete', 'net1']);
  expect(await net.refused('CHECK', container, { ...net1, prevResult })).toMatchObject({
    code: 101,
    msg: expect.stringContaining('container interface "net1" is missing'),
  });
});

test('sbr CHECK does not mind what a later plugin has added and told, and goes by who is missing a rule', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  const net = sbrNetwork(host);
  const before = told(container, [v4, v6]) as { ips: object[] };
  await net.add(container, { ...net1, prevResult: before });
  const later = 'ip address add 198.18.0.9/32 dev net1; ip address add 198.18.5.9/24 dev net1';
  await container.ok(['sh', '-ec', `${later}; ip route add 198.18.1.0/24 dev net1`]);
  const more = ['198.18.0.9/32', '198.18.5.9/24'].map((address) => ({ address, interface: 0 }));
  const prevResult = { ...before, ips: [...before.ips, ...more], routes: [{ dst: '198.18.1.0/24' }] };
  await net.check(container, prevResult, net1);
  await container.ok(['ip', 'rule', 'delete', 'pref', '20000']);
  const { details } = await net.refused('CHECK', container, { ...net1, prevResult });
  expect(details).toContain('the rule for traffic from 192.168.1.209 is missing');
});

test('sbr finds its tables again when somebody has flushed the rules, and makes no second ones', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  await container.ok(['ip', 'route', 'add', 'default', 'via', '192.168.1.1', 'dev', 'net1', 'metric', '9']);
  const net = sbrNetwork(host);
  const before = await snapshot(host, container);
  const prevResult = await net.add(container, { ...net1, prevResult: told(container, [v4, v6]) });
  const added = await snapshot(host, container);
  await container.ok(['sh', '-ec', 'ip rule delete pref 20000; ip -6 rule delete pref 20000']);
  await net.add(container, { ...net1, prevResult });
  expect(difference(added, await snapshot(host, container))).toEqual([]);
  await container.ok(['sh', '-ec', 'ip rule delete pref 20000; ip -6 rule delete pref 20000']);
  await net.del(container, net1);
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

test("sbr DEL removes the rules when addresses, interface and result are gone, and nobody else's", async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  const net = sbrNetwork(host);
  const others =
    'ip rule add from 192.168.1.209 lookup 300; ip rule add from 192.168.1.9 fwmark 0x1/0 pref 20000 protocol 119 lookup 301';
  await container.ok(['sh', '-ec', others]);
  for (const command of ['ip address flush dev net1 scope global', 'ip link delete net1']) {
    const { rules } = await routingOf(container);
    await net.add(container, { ...net1, prevResult: told(container, [v4, v6]) });
    expect((await routingOf(container)).rules).toHaveLength(rules.length + 2);
    await container.ok(['sh', '-ec', command]);
    await net.del(container, { ...net1, conf: { table: 'x', gateways: 7 } });
    expect((await routingOf(container)).rules).toEqual(rules);
    await net.del(container, net1);
    const again = 'ip address add 192.168.1.209/24 dev net1; ip address add fd00:1::209/64 dev net1 nodad';
    if (command.includes('flush')) await container.ok(['sh', '-ec', again]);
  }
  expect((await container.ok(['ip', 'rule', 'show'])).stdout).toContain('from 192.168.1.209 lookup 300');
  await container.remove();
  await net.del(container, net1);
  await net.del({ id: 'c1' }, net1);
  expect((await host.run(['ls', '/run/netns/c1'])).exitCode).not.toBe(0);
});

test('sbr passes over tables that a rule or a route of either family uses, whatever the host calls them', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  host.write('/etc/iproute2/rt_tables', '255 local\n254 main\n253 default\n100 backbone\n103 uplink\n');
  await container.ok([
    'sh',
    '-ec',
    `ip rule add from 192.0.2.1 lookup 100; ip -6 rule add from 2001:db8::1 lookup 101
     ip route add 192.0.2.0/24 dev eth0 table 102; ip -6 route add 2001:db8::/64 dev eth0 table 103`,
  ]);
  await sbrNetwork(host).add(container, { ...net1, prevResult: told(container, [v4, v6]) });
  const { stdout } = await container.ok(['sh', '-c', 'ip -N rule show; ip -N -6 rule show']);
  expect([...stdout.matchAll(/lookup (\d+) proto 119/g)].map(([, table]) => table)).toEqual(['104', '105']);
});

test('sbr gives interfaces of one container that are added at once tables of their own', async () => {
  await using host = await throwawayHost();
  const container = await host.container('c1');
  const names = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5'];
  const address = (index: number) => [`10.${index}.0.2/24`, `fd00:${index}::2/64`];
  for (const [index, name] of names.entries()) {
    const [ip4, ip6] = address(index + 1);
    const give = `ip address add ${ip4} dev ${name}; ip address add ${ip6} dev ${name} nodad; ip link set ${name} up`;
    await container.ok([
      'sh',
      '-ec',
      `ip link add ${name} type veth peer name b${index}; ip link set b${index} up; ${give}`,
    ]);
  }
  const before = await snapshot(host, container);
  const net = sbrNetwork(host);
  const prevResult = (index: number) => resultOf(container, names[index] ?? '', address(index + 1));
  await Promise.all(
    names.map((ifName, index) => net.add(container, { ifName, prevResult: prevResult(index) })),
  );
  const { stdout } = await container.ok(['sh', '-c', 'ip rule show; ip -6 rule show']);
  const tables = [...stdout.matchAll(/lookup (\d+) proto 119/g)].map(([, table]) => table);
  expect([tables.length, new Set(tables.slice(0, 6)).size, new Set(tables.slice(6)).size]).toEqual([
    12, 6, 6,
  ]);
  for (const [index, ifName] of names.entries()) await net.check(container, prevResult(index), { ifName });
  await Promise.all(names.map((ifName) => net.del(container, { ifName })));
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

function resultOf({ netns }: Container, name: string, addresses: string[]): object {
  const ips = addresses.map((address) => ({ address, interface: 0, gateway: address.replace(/2\/.*/, '1') }));
  return { cniVersion: '1.1.0', interfaces: [{ name, sandbox: netns }], ips };
}

test('sbr has nothing to collect, and is ready where ip is', async () => {
  await using host = await throwawayHost();
  const net = sbrNetwork(host);
  await net.gc([]);
  await net.status();
  expect(await net.refused('STATUS', undefined, { conf: { table: 0 } })).toMatchObject({
    code: 7,
    msg: 'Cannot use "table" 0: not a whole number from 1 to 4294967295',
  });
});
