import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork, dual } from './testNetwork.ts';

const own = { ipam: { ...dual, routes: [{ dst: '192.0.2.0/24' }] }, isDefaultGateway: true, ipMasq: true };

/** What is broken, how (HOST is the host's end), and what CHECK must say of it. */
const damages: [what: string, command: string, words: string | RegExp][] = [
  ['container link removed', 'ip -n c1 link delete eth0', 'container interface "eth0" is missing'],
  ['container link down', 'ip -n c1 link set eth0 down', 'container interface "eth0" is down'],
  [
    'container address',
    'ip -n c1 address delete 10.1.2.2/24 dev eth0',
    'container interface "eth0" lacks the address 10.1.2.2/24',
  ],
  [
    'container IPv6 address',
    'ip -n c1 address delete fd00:1::2/64 dev eth0',
    'lacks the address fd00:1::2/64',
  ],
  ['default route', 'ip -n c1 route delete default', 'the route to 0.0.0.0/0 via 10.1.2.1 is missing'],
  ['IPv6 default route', 'ip -n c1 -6 route delete default', 'the route to ::/0 via fd00:1::1 is missing'],
  [
    'another default route',
    'ip -n c1 route replace default via 10.1.2.9',
    'the route to 0.0.0.0/0 via 10.1.2.1 is missing',
  ],
  ["route of IPAM's", 'ip -n c1 route delete 192.0.2.0/24', 'the route to 192.0.2.0/24'],
  [
    'container MAC',
    'ip -n c1 link set eth0 address 02:00:00:00:00:99',
    /container interface "eth0" has MAC 02:00:00:00:00:99, not /,
  ],
  ['container MTU', 'ip -n c1 link set eth0 mtu 1400', 'container interface "eth0" has MTU 1400, not 1500'],
  [
    'other link',
    'ip -n c1 link delete eth0; ip -n c1 link add eth0 type bridge',
    'is of kind "bridge", not "veth"',
  ],
  ['host link down', 'ip link set HOST down', /host interface "veth\w+" is down/],
  [
    'moved to another bridge',
    'ip link add br9 type bridge; ip link set HOST master br9',
    /is no port of bridge "cni0"/,
  ],
  ['taken off the bridge', 'ip link set HOST nomaster', /is no port of bridge "cni0"/],
  ['hairpin', 'ip link set HOST type bridge_slave hairpin on', /host interface "veth\w+" has hairpin on/],
  ['bridge down', 'ip link set cni0 down', 'bridge "cni0" is down'],
  ['bridge removed', 'ip link delete cni0', 'bridge "cni0" is missing'],
  [
    'gateway address',
    'ip address delete 10.1.2.1/24 dev cni0',
    'bridge "cni0" lacks the address 10.1.2.1/24',
  ],
  [
    'IPv6 gateway address',
    'ip address delete fd00:1::1/64 dev cni0',
    'bridge "cni0" lacks the address fd00:1::1/64',
  ],
  [
    'bridge MAC',
    'ip link set cni0 address 02:00:00:00:00:99',
    /bridge "cni0" has MAC 02:00:00:00:00:99, not /,
  ],
  ['forwarding', 'echo 0 > /proc/sys/net/ipv4/ip_forward', 'the host does not forward IPv4'],
  ['IPv6 forwarding', 'echo 0 > /proc/sys/net/ipv6/conf/all/forwarding', 'the host does not forward IPv6'],
  ['reservation', 'rm /var/lib/cni/networks/mynet/10.1.2.2', '10.1.2.2'],
];

const masquerade: [backend: string, what: string, command: string, words: string][] = [
  [
    'iptables',
    'all rules',
    'iptables -t nat -F WEFT-MASQ',
    '10.1.2.2 is not masqueraded outside 10.1.2.0/24',
  ],
  [
    'iptables',
    'IPv6 rules',
    'ip6tables -t nat -F WEFT-MASQ',
    'fd00:1::2 is not masqueraded outside fd00:1::/64',
  ],
  [
    'iptables',
    'the entry',
    'iptables -t nat -F POSTROUTING',
    '10.1.2.2 is not masqueraded outside 10.1.2.0/24',
  ],
  ['iptables', 'everything', 'nft flush ruleset', '10.1.2.2 is not masqueraded outside 10.1.2.0/24'],
  [
    'nftables',
    'the element',
    'nft delete element inet weft masq4 { 10.1.2.2 }',
    '10.1.2.2 is not masqueraded outside 10.1.2.0/24',
  ],
  [
    'nftables',
    'the IPv6 element',
    'nft delete element inet weft masq6 { fd00:1::2 }',
    'fd00:1::2 is not masqueraded outside fd00:1::/64',
  ],
  [
    'nftables',
    'the entry',
    'nft flush chain inet weft postrouting',
    '10.1.2.2 is not masqueraded outside 10.1.2.0/24',
  ],
  ['nftables', 'everything', 'nft flush ruleset', '10.1.2.2 is not masqueraded outside 10.1.2.0/24'],
];

describe('bridge CHECK', () => {
  test.each(damages)('names what is broken: %s', async (_, command, words) => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, own);
    const container = await host.container('c1');
    const result = await net.add(container);
    await host.ok(['sh', '-ec', command.replaceAll('HOST', result.interfaces?.[1]?.name ?? '')]);
    const before = await snapshot(host, container);
    const { code, msg, details } = await net.refused('CHECK', container, { prevResult: result });
    expect([code, `${msg}\n${details}`]).toEqual([
      101,
      typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words),
    ]);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });

  test.each(masquerade)(
    'names what is broken of the masquerade: %s, %s',
    async (ipMasqBackend, _, command, words) => {
      await using host = await throwawayHost();
      const net = new BridgeNetwork(host, { ...own, ipMasqBackend });
      const container = await host.container('c1');
      const result = await net.add(container);
      await host.ok(['sh', '-ec', command]);
      const { code, msg, details } = await net.refused('CHECK', container, { prevResult: result });
      expect([code, `${msg}\n${details}`]).toEqual([101, expect.stringContaining(words)]);
    },
  );
});
