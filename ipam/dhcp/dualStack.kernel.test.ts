/** DHCPv6 beside DHCP, with routers that announce themselves. */
import { eventually } from '../../lib/testing/eventually.ts';
import { addressesOf, defaultRoutes } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { alone } from './testAlone.ts';
import { kea6 } from './testKea.ts';
import { bridgeNetwork, lan, start, startDaemon } from './testLan.ts';
import { dnsmasq } from './testServers.ts';

beforeAll(() => needs('dnsmasq', 'kea-dhcp6', 'nft', 'radvd'));

/** An address that only the router has, on another link. */
const beyond = 'fd00:2::1';

const v6 = [
  '--enable-ra',
  '--dhcp-range=fd00:1::50,fd00:1::5f,64,120',
  '--dhcp-option=option6:dns-server,[fd00:1::1]',
];

/** Message 8 behind the head of UDP; the first one is lost on its way. */
async function dropFirstRelease(server: Container): Promise<void> {
  const which = 'udp dport 547 @th,64,8 8 limit rate 1/hour burst 1 packets';
  const rules = `table ip6 loss { chain input { type filter hook input priority 0; ${which} counter drop; }; }`;
  await server.ok(['nft', rules]);
}

test('both families from dnsmasq, the IPv6 default route from its router advertisements', async () => {
  await using ground = await lan();
  const { host } = ground;
  await ground.server.ok(['ip', 'address', 'add', `${beyond}/128`, 'dev', 'lo', 'nodad']);
  const server = await dnsmasq(ground, 5, 9, ...v6);
  await startDaemon(host);
  const network = bridgeNetwork(host, { ipv6: true });
  const container = await host.container();
  const result = await network.add(container);
  expect(result.ips?.map(({ address }) => address)).toEqual([
    expect.stringMatching(/^192\.168\.1\.\d\/24$/),
    expect.stringMatching(/^fd00:1::5[0-9a-f]\/128$/),
  ]);
  expect(await addressesOf(container, 'eth0')).toEqual(
    expect.arrayContaining(result.ips?.map(({ address }) => address) ?? []),
  );
  expect(result.dns).toEqual({ nameservers: ['fd00:1::1'] });
  // No waiting: whoever was answered can speak beyond the link.
  const routes = await defaultRoutes(container);
  expect(routes).toEqual(['192.168.1.1', expect.stringMatching(/^fe80::/)]);
  expect(result.ips?.map(({ gateway }) => gateway)).toEqual(routes);
  expect((await container.run(['ping', '-c', '1', '-W', '2', beyond])).exitCode).toBe(0);
  expect((await container.run(['ping', '-c', '1', '-W', '2', 'fd00:1::1'])).exitCode).toBe(0);
  await network.check(container, result);
  await network.del(container);
  await eventually('the releases', () => !/192\.168|fd00/.test(server.leases()));
});

test('IPv6 alone from Kea, renewed, beside radvd; the lease outlives a killed daemon', async () => {
  await using ground = await lan();
  const { host, server } = ground;
  await server.ok(['ip', 'address', 'add', `${beyond}/128`, 'dev', 'lo', 'nodad']);
  const flags = 'AdvSendAdvert on; AdvManagedFlag on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4;';
  const conf = `interface eth0 { ${flags} prefix fd00:1::/64 { AdvAutonomous off; }; };`;
  host.write('/run/radvd.conf', conf);
  await server.ok(['sysctl', '-qw', 'net.ipv6.conf.all.forwarding=1']);
  await start(host, server, ['radvd', '-n', '-C', '/run/radvd.conf', '-p', '/run/radvd.pid', '-m', 'stderr']);
  const kea = await kea6(ground, '50', '5f', 8);
  const first = await startDaemon(host);
  const network = bridgeNetwork(host, { ipv6: 'only' });
  const container = await host.container();
  const result = await network.add(container);
  const [address] = result.ips ?? [];
  expect(await addressesOf(container, 'eth0')).toEqual([address?.address]);
  expect(await defaultRoutes(container)).toEqual([address?.gateway]);
  expect((await container.run(['ping', '-c', '1', '-W', '2', beyond])).exitCode).toBe(0);
  const renewals = () => first.said().match(/\/128 from/g)?.length ?? 0;
  await eventually('a renewal', renewals, (count) => count >= 2, 8000);
  await first.end('KILL');
  const second = await startDaemon(host);
  await eventually('the lease', () => second.said().includes(`${address?.address} from`), Boolean, 8000);
  await network.check(container, result);
  expect((await container.run(['ping', '-c', '1', '-W', '2', 'fd00:1::1'])).exitCode).toBe(0);
  await dropFirstRelease(server);
  await network.del(container);
  await eventually('the release', () => kea.said().includes('DHCP6_RELEASE_NA'));
});

test('routers are asked by the daemon too: what the kernel asks as a link comes up may be lost', async () => {
  await using ground = await lan();
  await dnsmasq(ground, 5, 9, ...v6);
  await startDaemon(ground.host);
  const { network, container } = await alone(ground, { ipv6: 'only' });
  await container.ok(['sysctl', '-qw', 'net.ipv6.conf.eth0.router_solicitations=0']);
  const result = await network.add(container);
  expect(result.ips?.[0]?.gateway).toMatch(/^fe80::/);
  expect(await defaultRoutes(container)).toEqual([result.ips?.[0]?.gateway]);
  await network.del(container);
});

test('where no router answers ADD ends without one; a second ADD tells the one that has come since', async () => {
  await using ground = await lan();
  await kea6(ground, '50', '5f', 60);
  await startDaemon(ground.host);
  const { network, container } = await alone(ground, { ipv6: 'only' });
  const result = await network.add(container);
  expect(result.ips).toEqual([{ address: expect.stringMatching(/^fd00:1::5[0-9a-f]\/128$/) }]);
  await dnsmasq(ground, 5, 9, '--enable-ra', '--dhcp-range=fd00:1::,ra-only');
  const [router] = await eventually(
    'the router',
    () => defaultRoutes(container),
    ({ length }) => length > 0,
  );
  expect((await network.add(container)).ips).toEqual([{ ...result.ips?.[0], gateway: router }]);
  await network.del(container);
});

test('both leases are given back that a DEL left word of, though the link is gone by then', async () => {
  await using ground = await lan();
  const { host } = ground;
  await host.ok(['sh', '-ec', 'for i in 192.168.1.2/24 fd00:1::2/64; do ip address add $i dev lan0; done']);
  const server = await dnsmasq(ground, 5, 9, ...v6);
  const unsure = ['ip', '-6', 'address', 'show', 'dev', 'lan0', 'tentative'];
  await eventually('addresses of the host', async () => (await host.ok(unsure)).stdout === '');
  const first = await startDaemon(host);
  const network = bridgeNetwork(host, { ipv6: true });
  const container = await host.container();
  await network.add(container);
  expect(server.leases()).toMatch(/192\.168[\s\S]*fd00:1::5/);
  await first.end('KILL');
  await network.del(container);
  await container.remove();
  await startDaemon(host);
  await eventually('the releases', () => !/192\.168|fd00:1::5/.test(server.leases()));
});

test('an address that a neighbour has is declined and another one used, through bridge and macvlan', async () => {
  await using ground = await lan();
  const { host } = ground;
  const neighbour = await host.container('neighbour');
  await host.ok(['sh', '-ec', 'ip link add port1 master lan0 up type veth peer name eth0 netns neighbour']);
  const made = [
    'echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad; ip link set eth0 up',
    'for i in 50 52; do ip address add fd00:1::$i/64 dev eth0 nodad; done',
  ];
  await neighbour.ok(['sh', '-ec', made.join('\n')]);
  const kea = await kea6(ground, '50', '53', 60);
  const daemon = await startDaemon(host);
  const through = [
    bridgeNetwork(host, { ipv6: 'only' }),
    new PluginNetwork(host, { type: 'macvlan', master: 'lan0', ipam: { type: 'dhcp', ipv6: 'only' } }),
  ];
  for (const [index, network] of through.entries()) {
    const [taken, free] = [`fd00:1::5${2 * index}`, `fd00:1::5${2 * index + 1}/128`];
    const container = await host.container();
    expect((await network.add(container)).ips).toMatchObject([{ address: free }]);
    expect(await addressesOf(container, 'eth0')).toEqual([free]);
    expect(kea.said()).toMatch(new RegExp(`DHCP6_DECLINE_LEASE.*${taken}`));
    expect(daemon.said()).not.toContain(`${taken}/128`);
  }
});
