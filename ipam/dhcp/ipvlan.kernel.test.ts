/**
 * dhcp through ipvlan in mode l2, whose links share one MAC and hear nothing but broadcasts before they have an
 * address.
 * @needs-kernel ipvlan
 */
import { addressesOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { lan, startDaemon } from './testLan.ts';
import { dnsmasq } from './testServers.ts';

beforeAll(() => needs('dnsmasq'));

test('two links of one MAC have a lease each, and give it back', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dnsmasq(ground, 5, 9);
  await startDaemon(host);
  const network = new PluginNetwork(host, {
    type: 'ipvlan',
    mode: 'l2',
    master: 'lan0',
    ipam: { type: 'dhcp' },
  });
  const [one, other] = [await host.container(), await host.container()];
  const results = await Promise.all([network.add(one), network.add(other)]);
  const addresses = results.map(({ ips }) => ips?.[0]?.address);
  expect(new Set(addresses).size).toBe(2);
  expect(await addressesOf(other, 'eth0')).toEqual([addresses[1]]);
  expect((await one.run(['ping', '-c', '1', '-W', '2', '192.168.1.1'])).exitCode).toBe(0);
  await Promise.all([network.del(one), network.del(other)]);
  expect(server.leases()).toBe('');
});
