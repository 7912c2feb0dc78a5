/** The reference's list of scenarios (dhcp DH-01 to DH-04), against the compiled executables and dnsmasq. */

import { versions } from '../../lib/spec/version.ts';
import { addressesOf, defaultRoutes } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { bridgeNetwork, lan, startDaemon } from './testLan.ts';
import { dnsmasq } from './testServers.ts';

beforeAll(() => needs('dnsmasq'));

test('DH-01: every version gets the one address there is, and gives it back', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dnsmasq(ground, 5, 5);
  await startDaemon(host);
  const network = bridgeNetwork(host);
  for (const cniVersion of versions) {
    const container = await host.container();
    const call = { conf: { cniVersion } };
    const result = await network.add(container, call);
    const told = result.ips?.[0]?.address ?? (result.ip4 as { ip?: string } | undefined)?.ip;
    expect([cniVersion, told]).toEqual([cniVersion, '192.168.1.5/24']);
    expect(await addressesOf(container, 'eth0')).toEqual(['192.168.1.5/24']);
    expect(await defaultRoutes(container)).toEqual(['192.168.1.1']);
    await network.del(container, call);
    expect(server.leases()).toBe('');
    await container.remove();
  }
});

test('DH-02: three DELs at once and one more succeed', async () => {
  await using ground = await lan();
  const server = await dnsmasq(ground, 5, 5);
  await startDaemon(ground.host);
  const network = bridgeNetwork(ground.host);
  const container = await ground.host.container();
  await network.add(container);
  await Promise.all([1, 2, 3].map(() => network.del(container)));
  await network.del(container);
  expect(server.leases()).toBe('');
  expect(server.said().match(/DHCPRELEASE/g)).toHaveLength(1);
});

test('DH-03: where the only address is leased, the second ADD ends in time and leaves nothing', async () => {
  await using ground = await lan();
  await dnsmasq(ground, 5, 5);
  await startDaemon(ground.host, '-resendmax', '1s', '--resendtimeout', '2s');
  const network = bridgeNetwork(ground.host);
  const [first, second] = [await ground.host.container(), await ground.host.container()];
  await network.add(first);
  const { code, msg } = await network.refused('ADD', second);
  expect({ code, msg }).toEqual({ code: 11, msg: expect.stringContaining('Cannot lease an address') });
  expect(await second.ipJson('link', 'show', 'type', 'veth')).toEqual([]);
  await network.del(second);
  await network.del(first);
});

test('DH-04: two interfaces of one container have a lease each', async () => {
  await using ground = await lan();
  const server = await dnsmasq(ground, 5, 6, '--dhcp-sequential-ip');
  await startDaemon(ground.host, '--resendtimeout', '8s');
  const network = bridgeNetwork(ground.host);
  const container = await ground.host.container();
  const of = (ifName: string) => ({ ifName, conf: { cniVersion: '0.3.1' } });
  const [one, two] = [await network.add(container, of('eth0')), await network.add(container, of('eth1'))];
  expect([one.ips?.[0]?.address, two.ips?.[0]?.address]).toEqual(['192.168.1.5/24', '192.168.1.6/24']);
  await network.del(container, of('eth1'));
  expect(server.leases()).toContain(' 192.168.1.5 ');
  await network.del(container, of('eth0'));
  expect(server.leases()).toBe('');
});
