/**
 * dhcp through ipvlan in mode l2, whose links share one MAC and hear nothing but broadcasts before they have an
 * address.
 * @needs-kernel ipvlan
 */
import { eventually } from '../../lib/testing/eventually.ts';
import { addressesOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import { kea6 } from './testKea.ts';
import { lan, startDaemon } from './testLan.ts';
import { dhcpd, dnsmasq } from './testServers.ts';

beforeAll(() => needs('dnsmasq', 'dhcpd', 'kea-dhcp6'));

const ipvlan = (host: Host, ipam: object = {}) =>
  new PluginNetwork(host, { type: 'ipvlan', mode: 'l2', master: 'lan0', ipam: { type: 'dhcp', ...ipam } });

/** Two who have an address each: a neighbour on the link, and another container on the same master. */
async function others(host: Host, own: string, siblings: string): Promise<void> {
  const [neighbour, sibling] = [await host.container('neighbour'), await host.container('sibling')];
  const made = [
    'ip link add port1 master lan0 up type veth peer name eth0 netns neighbour',
    'ip link add eth0 link lan0 netns sibling type ipvlan mode l2',
  ];
  await host.ok(['sh', '-ec', made.join('\n')]);
  const has = (address: string) =>
    `echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad; ip address add ${address} dev eth0; ip link set eth0 up`;
  await neighbour.ok(['sh', '-ec', has(own)]);
  await sibling.ok(['sh', '-ec', has(siblings)]);
}

test('two links of one MAC have a lease each, and give it back', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dnsmasq(ground, 5, 9);
  await startDaemon(host);
  const network = ipvlan(host);
  const [one, other] = [await host.container(), await host.container()];
  const results = await Promise.all([network.add(one), network.add(other)]);
  const addresses = results.map(({ ips }) => ips?.[0]?.address);
  expect(new Set(addresses).size).toBe(2);
  expect(await addressesOf(other, 'eth0')).toEqual([addresses[1]]);
  expect((await one.run(['ping', '-c', '1', '-W', '2', '192.168.1.1'])).exitCode).toBe(0);
  await Promise.all([network.del(one), network.del(other)]);
  expect(server.leases()).toBe('');
});

test('the server answers a renewal from the leased address there, and a RELEASE frees it', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dhcpd(ground, 5, 5, 10);
  const daemon = await startDaemon(host);
  const network = ipvlan(host);
  const container = await host.container();
  await network.add(container);
  // By unicast alone: a rebinding, which is broadcast, comes nearly nine seconds after the lease.
  const renewals = () => server.said().match(/DHCPACK on 192\.168\.1\.5/g)?.length ?? 0;
  await eventually('two renewals', renewals, (count) => count >= 3, 20_000);
  expect(daemon.said()).not.toContain('lost');
  expect(await addressesOf(container, 'eth0')).toEqual(['192.168.1.5/24']);
  await network.del(container);
  expect(server.said()).toMatch(/DHCPRELEASE of 192\.168\.1\.5 from .* \(found\)/);
});

test('an address that a neighbour or another link of the same MAC has is declined, and ADD says so', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dnsmasq(ground, 5, 6);
  await startDaemon(host, '-resendtimeout', '9s');
  await others(host, '192.168.1.5/24', '192.168.1.6/24');
  const container = await host.container();
  for (let round = 0; round < 2; round++) {
    const { code, msg } = await ipvlan(host).refused('ADD', container);
    expect([code, msg]).toEqual([11, expect.stringContaining('which somebody else on the link has')]);
  }
  const declined = () => new Set(server.said().match(/DHCPDECLINE\(eth0\) 192\.168\.1\.[56] /g)).size;
  await eventually('both DECLINEs', declined, (count) => count === 2);
  expect(await container.ipJson('link', 'show', 'type', 'ipvlan')).toEqual([]);
});

test('an IPv6 address that a neighbour or another link of the same MAC has is declined, and a free one used', async () => {
  await using ground = await lan();
  const { host } = ground;
  await others(host, 'fd00:1::50/64', 'fd00:1::51/64');
  const kea = await kea6(ground, '50', '52', 60);
  await startDaemon(host);
  const container = await host.container();
  const result = await ipvlan(host, { ipv6: 'only' }).add(container);
  expect(result.ips).toMatchObject([{ address: 'fd00:1::52/128' }]);
  expect(await addressesOf(container, 'eth0')).toEqual(['fd00:1::52/128']);
  for (const taken of ['50', '51'])
    expect(kea.said()).toMatch(new RegExp(`DHCP6_DECLINE_LEASE.*fd00:1::${taken}`));
});
