/*
 *   host ── br0 ── v0 ═══ eth0 ── c1
 */
import { difference } from './difference.ts';
import { eventually } from './eventually.ts';
import { needs } from './needs.ts';
import { type Snapshot, snapshot } from './snapshot.ts';
import type { Container } from './throwawayContainer.ts';
import { type Host, throwawayHost } from './throwawayHost.ts';

beforeAll(() => needs('ip', 'iptables', 'iptables-save', 'nft', 'tc'));

const attach = [
  'ip link add br0 type bridge',
  'ip link add v0 type veth peer name eth0 netns /run/netns/c1',
  'ip link set v0 master br0 up',
  'ip link set br0 up',
  'ip address add 10.1.0.1/24 dev br0',
  'ip address add fd00::1/64 dev br0',
  'ip -n c1 link set eth0 up',
  'ip -n c1 address add 10.1.0.2/24 dev eth0',
  'ip -n c1 address add fd00::2/64 dev eth0',
].join('\n');

/** One change after the other, and what the lines of its difference have to hold. */
const changes: [change: string, shown: string[]][] = [
  ['ip link set v0 alias "two words"', ['host link v0 ', 'ifalias "two words"']],
  ['ip link set v0 mtu 1400', ['mtu 1400']],
  ['ip link set v0 promisc on', ['flags BROADCAST,MULTICAST,PROMISC,UP']],
  ['bridge link set dev v0 hairpin on', ['hairpin true']],
  ['ip link set v0 address 02:00:00:00:00:01', ['+ host link v0 ', 'mac 02:00:00:00:00:01']],
  ['ip address add 10.1.0.9/24 dev br0', ['+ host address 10.1.0.9/24 dev br0']],
  ['ip -n c1 route add default via 10.1.0.1', ['+ c1 route default gateway 10.1.0.1 dev eth0']],
  ['ip -n c1 -6 route add 2001:db8::/32 via fd00::1', ['+ c1 route 2001:db8::/32 gateway fd00::1']],
  ['ip route add 10.2.0.0/16 via 10.1.0.2 table 77', ['+ host route 10.2.0.0/16', 'table 77']],
  ['ip rule add from 10.1.0.0/24 table 77', ['+ host rule ', 'table 77']],
  ['ip -6 rule add from fd00::/64 table 77', ['+ host rule6 ', 'table 77']],
  ['ip neighbour add 10.1.0.7 lladdr 02:00:00:00:00:07 dev br0', ['+ host neighbour 10.1.0.7']],
  ['ip neighbour add proxy 10.1.0.8 dev br0', ['+ host neighbour 10.1.0.8']],
  ['tc qdisc add dev v0 root tbf rate 1mbit burst 32k latency 400ms', ['+ host qdisc tbf dev v0']],
  [
    'iptables -A FORWARD -s 10.1.0.2 -m comment --comment "a b" -j ACCEPT',
    ['+ host iptables filter -A FORWARD', '"a b"'],
  ],
  ['ip6tables -t nat -N OWN', ['+ host ip6tables nat :OWN']],
  ['iptables -P FORWARD DROP', ['+ host iptables filter :FORWARD DROP']],
  ['nft add table inet own', ['+ host nft table inet own']],
  [
    'nft add table ip nat2\nnft add set ip nat2 s "{ type ipv4_addr; elements = { 10.1.0.2 } ; }"',
    ['+ host nft element ip nat2 s "10.1.0.2"'],
  ],
  ['echo 1 > /proc/sys/net/ipv4/ip_forward', ['+ host sysctl net/ipv4/ip_forward 1']],
  ['echo 1 > /proc/sys/net/ipv6/conf/all/forwarding', ['+ host sysctl net/ipv6/conf/all/forwarding 1']],
  ['echo 0 > /proc/sys/net/ipv6/conf/br0/accept_ra', ['+ host sysctl net/ipv6/conf/br0/accept_ra 0']],
  ['echo 1 > /proc/sys/net/ipv4/conf/v0/route_localnet', ['+ host sysctl net/ipv4/conf/v0/route_localnet 1']],
  [
    'mkdir -p /var/lib/cni/networks/n; printf id > /var/lib/cni/networks/n/10.1.0.2',
    ['networks/n/10.1.0.2 644 "id"'],
  ],
  ['ip netns add other', ['+ host file /run/netns/other']],
  ['ip link set v0 nomaster', ['host link v0 ', 'master br0']],
  ['ip link set v0 down', ['- host link v0 ', 'flags BROADCAST,MULTICAST,PROMISC,UP']],
];

describe('snapshot() of one host', () => {
  let host: Host;
  let container: Container;
  let before: Snapshot;

  beforeAll(async () => {
    host = await throwawayHost();
    container = await host.container();
    await host.ok(['sh', '-ec', attach]);
    before = await snapshot(host, container);
  });

  afterAll(() => host[Symbol.asyncDispose]());

  test.each(changes)('sees %s', async (change, shown) => {
    await host.ok(['sh', '-ec', change]);
    const after = await snapshot(host, container);
    const lines = difference(before, after).join('\n');
    before = after;
    for (const part of shown) expect(lines).toContain(part);
  });
});

describe('snapshot()', () => {
  test('does not change by itself while links settle, traffic flows and tables are made by asking', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await host.ok(['sh', '-ec', `${attach}\niptables -A FORWARD -i br0\nnft add table inet own`]);
    await host.ok(['nft', 'add', 'chain', 'inet', 'own', 'in', '{ type filter hook input priority 0; }']);
    await host.ok(['nft', 'add', 'rule', 'inet', 'own', 'in', 'counter accept']);
    const before = await snapshot(host, container);
    await container.ok(['ping', '-c', '2', '-i', '0.2', '10.1.0.1']);
    const pinged = () => container.run(['ping', '-c', '1', '-w', '1', 'fd00::1']);
    await eventually('the IPv6 addresses to be usable', pinged, ({ exitCode }) => exitCode === 0);
    await host.ok(['iptables', '-t', 'nat', '-L']);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });

  test('is the same again when the same has been made, undone and made again', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    const make = 'ip link add br0 type bridge; ip link set br0 up; ip address add 10.1.0.1/24 dev br0';
    await host.ok(['sh', '-ec', `${make}; iptables -t nat -A POSTROUTING -j MASQUERADE`]);
    const before = await snapshot(host, container);
    await host.ok(['sh', '-ec', `ip link delete br0; iptables -t nat -F; ${make}`]);
    await host.ok(['iptables', '-t', 'nat', '-A', 'POSTROUTING', '-j', 'MASQUERADE']);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });

  test('leaves out what only a program could show that is not installed', async () => {
    await using host = await throwawayHost();
    const programs =
      '$(command -v tc) $(command -v nft) $(command -v iptables-save) $(command -v ip6tables-save)';
    const hide = `for path in $(readlink -f ${programs} | sort -u); do mount --bind /dev/null $path; done`;
    await host.ok(['sh', '-ec', `ip link add br0 type bridge; nft add table inet own; ${hide}`]);
    const seen = (await snapshot(host)).join('\n');
    expect(seen).toContain('host link br0');
    expect(seen).not.toContain('nft');
  });
});
