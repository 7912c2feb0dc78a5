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
import { lan, startDaemon } from './testLan.ts';
import { dhcpd, dnsmasq } from './testServers.ts';

beforeAll(() => needs('dnsmasq', 'dhcpd'));

const ipvlan = (host: Host) =>
  new PluginNetwork(host, { type: 'ipvlan', mode: 'l2', master: 'lan0', ipam: { type: 'dhcp' } });

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
