/** Other interfaces than ours on a bridge, and other people's halves: dhcp is the same through all of them. */
import { existsSync } from 'node:fs';
import { callPlugin, pluginsUnderTest, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { addressesOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { demandSuccess } from '../../lib/testing/outcome.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { bridgeNetwork, lan, start, startDaemon } from './testLan.ts';
import { dnsmasq } from './testServers.ts';

const ipam = { type: 'dhcp' };

beforeAll(() => needs('dnsmasq', `${referencePlugins}/dhcp`, `${referencePlugins}/bridge`));

test('through macvlan on an uplink of the host', async () => {
  await using ground = await lan();
  const { host } = ground;
  await host.ok([
    'sh',
    '-ec',
    'ip link add up0 type veth peer name up1; ip link set up1 master lan0 up; ip link set up0 up',
  ]);
  const server = await dnsmasq(ground, 5, 6);
  await startDaemon(host);
  const network = new PluginNetwork(host, { type: 'macvlan', master: 'up0', ipam });
  const container = await host.container();
  const result = await network.add(container);
  expect(await addressesOf(container, 'eth0')).toEqual([result.ips?.[0]?.address]);
  await network.check(container, result);
  expect((await container.run(['ping', '-c', '1', '-W', '2', '192.168.1.1'])).exitCode).toBe(0);
  await network.del(container);
  expect(server.leases()).toBe('');
});

// 15.7, plugins#791
test('DEL of our plugins gives the lease back through the link, before that goes', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dnsmasq(ground, 5, 6);
  const daemon = await startDaemon(host);
  // From the host itself there is no way to the server.
  const wayOut = await host.run(['ip', 'route', 'get', '192.168.1.1']);
  expect(wayOut.exitCode).not.toBe(0);
  for (const network of [
    bridgeNetwork(host),
    new PluginNetwork(host, { type: 'macvlan', master: 'lan0', ipam }),
  ]) {
    const container = await host.container();
    const result = await network.add(container);
    await network.del(container);
    expect(server.said()).toContain(`DHCPRELEASE(eth0) ${result.ips?.[0]?.address.split('/')[0]} `);
    expect(server.leases()).toBe('');
  }
  expect(daemon.said()).not.toContain('given up');
});

test('the bridge of the reference removes its link first: our dhcp releases from the host', async () => {
  await using ground = await lan();
  const { host } = ground;
  await host.ok(['ip', 'address', 'add', '192.168.1.2/24', 'dev', 'lan0']);
  const server = await dnsmasq(ground, 5, 6);
  await startDaemon(host);
  await host.ok(['ln', '-s', `${pluginsUnderTest}/dhcp`, '/opt/cni/bin/dhcp']);
  await host.ok(['ln', '-s', `${referencePlugins}/bridge`, '/opt/cni/bin/bridge']);
  const container = await host.container();
  const conf = { cniVersion: '1.0.0', name: 'mynet', type: 'bridge', bridge: 'lan0', ipam };
  const call = {
    host,
    type: 'bridge',
    cniPath: '/opt/cni/bin',
    containerId: 'c',
    netns: container.netns,
    ifName: 'eth0',
  };
  const added = await callPlugin({ ...call, command: 'ADD', conf });
  demandSuccess(added);
  expect(await addressesOf(container, 'eth0')).toEqual([added.json?.ips?.[0]?.address]);
  demandSuccess(await callPlugin({ ...call, command: 'CHECK', conf: { ...conf, prevResult: added.json } }));
  demandSuccess(await callPlugin({ ...call, command: 'DEL', conf }));
  await eventually('the release', () => server.leases() === '');
});

test('our bridge with the dhcp of the reference, which can release through the link', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dnsmasq(ground, 5, 6);
  await host.ok(['mkdir', '-p', '/run/cni']);
  const daemon = await start(host, host, [`${referencePlugins}/dhcp`, 'daemon', '-timeout', '2s']);
  await eventually('its socket', () => existsSync(host.outside('/run/cni/dhcp.sock')));
  await host.ok(['ln', '-s', `${referencePlugins}/dhcp`, '/opt/cni/bin/dhcp']);
  const network = bridgeNetwork(host, {}, '/opt/cni/bin');
  const container = await host.container();
  const call = { conf: { cniVersion: '1.0.0' } };
  const result = await network.add(container, call);
  expect(await addressesOf(container, 'eth0')).toEqual([result.ips?.[0]?.address]);
  await network.del(container, call);
  await eventually('its RELEASE', () => server.said().includes('DHCPRELEASE'));
  expect(daemon.said()).not.toContain('failed to release');
});
