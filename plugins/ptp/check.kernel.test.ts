import { difference } from '../../lib/testing/difference.ts';
import { needs } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { dual, ptpNetwork } from './testPtp.ts';

beforeAll(() => needs('iptables', 'nft'));

/** What is broken, how (HOST is the host's end), and what CHECK must say of it. */
const damages: [what: string, command: string, words: string | RegExp][] = [
  ['the link is gone', 'ip -n c1 link delete eth0', 'container interface "eth0" is missing'],
  ["the host's end is missed too", 'ip -n c1 link delete eth0', /host interface "veth\w+" is missing/],
  ['the link is down', 'ip -n c1 link set eth0 down', 'container interface "eth0" is down'],
  ["the host's end is down", 'ip link set HOST down', /host interface "veth\w+" is down/],
  [
    "the host's end has another name",
    'ip link set HOST down; ip link set HOST name v0 up',
    /host interface "veth\w+" is missing/,
  ],
  [
    'another link',
    'ip -n c1 link delete eth0; ip -n c1 link add eth0 type bridge',
    'is of kind "bridge", not "veth"',
  ],
  ['the MAC', 'ip -n c1 link set eth0 address 02:00:00:00:00:99', '"eth0" has MAC 02:00:00:00:00:99, not'],
  [
    "the host's MAC",
    'ip link set HOST address 02:00:00:00:00:99',
    /"veth\w+" has MAC 02:00:00:00:00:99, not/,
  ],
  ['the MTU', 'ip -n c1 link set eth0 mtu 1300', 'container interface "eth0" has MTU 1300, not 1500'],
  ["the host's MTU", 'ip link set HOST mtu 1300', /host interface "veth\w+" has MTU 1300, not 1500/],
  ['an address', 'ip -n c1 address delete 10.1.2.2/24 dev eth0', '"eth0" lacks the address 10.1.2.2/24'],
  [
    'an IPv6 address',
    'ip -n c1 address delete fd00:1::2/66 dev eth0',
    '"eth0" lacks the address fd00:1::2/66',
  ],
  ['a gateway', 'ip address delete 10.1.2.1/32 dev HOST', /"veth\w+" lacks the address 10.1.2.1\/32/],
  [
    'the IPv6 gateway',
    'ip address delete fd00:1::1/128 dev HOST',
    /"veth\w+" lacks the address fd00:1::1\/128/,
  ],
  ['the way in', 'ip route delete 10.1.2.2', 'on the host, the route to 10.1.2.2/32 is missing'],
  ['the IPv6 way in', 'ip -6 route delete fd00:1::2', 'on the host, the route to fd00:1::2/128 is missing'],
  [
    'the default route',
    'ip -n c1 route delete default',
    'in the container, the route to 0.0.0.0/0 is missing',
  ],
  [
    'the IPv6 default route',
    'ip -n c1 -6 route delete default',
    'in the container, the route to ::/0 is missing',
  ],
  [
    'the way to the subnet',
    'ip -n c1 route delete 10.1.2.0/24',
    'the route to 10.1.2.0/24 via 10.1.2.1 is missing',
  ],
  ['the way to the gateway', 'ip -n c1 -6 route delete fd00:1::1', 'the route to fd00:1::1/128 is missing'],
  ['forwarding', 'echo 0 >/proc/sys/net/ipv4/ip_forward', 'the host does not forward IPv4'],
  ['IPv6 forwarding', 'echo 0 >/proc/sys/net/ipv6/conf/all/forwarding', 'the host does not forward IPv6'],
  ['the reservation', 'rm /var/lib/cni/networks/mynet/10.1.2.2', '10.1.2.2'],
];

const v4 = '10.1.2.2 is not masqueraded outside 10.1.2.0/24';
const v6 = 'fd00:1::2 is not masqueraded outside fd00:1::/66';
const rules: [backend: string, command: string, words: string][] = [
  ['iptables', 'iptables -t nat -F WEFT-MASQ', v4],
  ['iptables', 'ip6tables -t nat -F WEFT-MASQ', v6],
  ['iptables', 'iptables -t nat -F POSTROUTING', v4],
  ['nftables', 'nft delete element inet weft masq4 { 10.1.2.2 }', v4],
  ['nftables', 'nft delete element inet weft masq6 { fd00:1::2 }', v6],
  ['nftables', 'nft flush chain inet weft postrouting', v4],
  ['nftables', 'nft flush ruleset', v6],
];

describe('ptp CHECK', () => {
  test.each(damages)('names what is broken: %s', async (_, command, words) => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host);
    const container = await host.container('c1');
    const result = await net.add(container);
    await net.check(container, result);
    await host.ok(['sh', '-ec', command.replaceAll('HOST', result.interfaces?.[0]?.name ?? '')]);
    const before = await snapshot(host, container);
    const { code, msg, details } = await net.refused('CHECK', container, { prevResult: result });
    const matching =
      typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words);
    expect(`${msg}\n${details}`).toEqual(matching);
    expect(code).toBeGreaterThan(99);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });

  test.each(rules)(
    'names what is broken of the masquerade by %s: %s',
    async (ipMasqBackend, command, words) => {
      await using host = await throwawayHost();
      const net = ptpNetwork(host, { ipMasq: true, ipMasqBackend });
      const container = await host.container('c1');
      const result = await net.add(container);
      await net.check(container, result);
      await host.ok(['sh', '-ec', command]);
      const { code, msg, details } = await net.refused('CHECK', container, { prevResult: result });
      expect([code, `${msg}\n${details}`]).toEqual([101, expect.stringContaining(words)]);
    },
  );

  test('is content with what others have added, and changes nothing', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host, { ipMasq: true });
    const container = await host.container('c1');
    const result = await net.add(container);
    await container.ok([
      'sh',
      '-ec',
      'ip address add 10.7.0.1/24 dev eth0; ip route add 192.0.2.0/24 dev eth0',
    ]);
    const added = { address: '10.7.0.1/24', interface: 1 };
    const before = await snapshot(host, container);
    await net.check(container, result);
    await net.check(container, { ...result, ips: [...(result.ips ?? []), added] });
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });

  test('refuses a prevResult that is missing or of another container', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host);
    const container = await host.container('c1');
    const result = await net.add(container);
    const [veth, eth0] = result.interfaces ?? [];
    expect(await net.refused('CHECK', container)).toMatchObject({ code: 7 });
    for (const [interfaces, words] of [
      [[veth, { ...eth0, sandbox: '/run/netns/other' }], container.netns],
      [[veth], '"eth0"'],
      [[eth0], 'on the host'],
    ] as const)
      expect(await net.refused('CHECK', container, { prevResult: { ...result, interfaces } })).toMatchObject({
        code: 7,
        msg: expect.stringContaining(words),
      });
  });

  test("asks IPAM, whose error is the plugin's own", async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    spies.plant('spy', {
      ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } },
      CHECK: { exit: 1, stdout: { code: 142, msg: 'gone' } },
    });
    const net = ptpNetwork(host, { ipam: { type: 'spy' } }, spies.path);
    const container = await host.container();
    const prevResult = await net.add(container);
    expect(await net.refused('CHECK', container, { prevResult })).toMatchObject({ code: 142, msg: 'gone' });
  });
});

test('ptp after another plugin passes its result on, with the own part behind it, and checks that alone', async () => {
  await using host = await throwawayHost();
  const container = await host.container();
  const lo = { name: 'lo', mac: '00:00:00:00:00:00', sandbox: container.netns };
  const before = {
    cniVersion: '1.1.0',
    interfaces: [lo, { name: 'other0' }],
    ips: [{ address: '127.0.0.1/8', interface: 0 }],
    routes: [{ dst: '203.0.113.0/24', gw: '127.0.0.1' }],
    dns: { nameservers: ['192.0.2.53'] },
  };
  const net = ptpNetwork(host, { ipam: { ...dual, routes: [{ dst: '0.0.0.0/0' }] }, ipMasq: true });
  const result = await net.add(container, { prevResult: before });
  expect(result).toEqual({
    cniVersion: '1.1.0',
    interfaces: [
      lo,
      { name: 'other0' },
      expect.objectContaining({ name: expect.stringMatching(/^veth/) }),
      expect.objectContaining({ name: 'eth0' }),
    ],
    ips: [
      { address: '127.0.0.1/8', interface: 0 },
      { address: '10.1.2.2/24', gateway: '10.1.2.1', interface: 3 },
      { address: 'fd00:1::2/66', gateway: 'fd00:1::1', interface: 3 },
    ],
    routes: [...before.routes, { dst: '0.0.0.0/0' }],
    dns: before.dns,
  });
  await container.ok(['sh', '-ec', 'ip link set lo up; ip route add 203.0.113.0/24 via 10.1.2.1']);
  const corrected = { ...result, routes: [{ dst: '203.0.113.0/24' }, { dst: '0.0.0.0/0' }] };
  await net.check(container, corrected);
  await container.ok(['ip', 'address', 'delete', '10.1.2.2/24', 'dev', 'eth0']);
  expect(await net.refused('CHECK', container, { prevResult: corrected })).toMatchObject({ code: 101 });
  await net.del(container, { prevResult: result });
});
