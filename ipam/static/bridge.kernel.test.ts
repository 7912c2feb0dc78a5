import { symlinkSync } from 'node:fs';
import { callPlugin, pluginsUnderTest, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { defaultRoutes } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { demandSuccess } from '../../lib/testing/outcome.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping, reaches } from '../../lib/testing/traffic.ts';

// Real containers: our bridge and the reference's with our static, and our bridge with the reference's static.
beforeAll(() => needs('ip', 'ping', `${pluginsUnderTest}/static`, `${referencePlugins}/static`));

const ipam = {
  type: 'static',
  addresses: [
    { address: '10.10.0.5/24', gateway: '10.10.0.254' },
    { address: 'fd00:10::5/64', gateway: 'fd00:10::fe' },
  ],
  routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }],
  dns: { nameservers: ['10.10.0.254'] },
};
const bridge = { type: 'bridge', bridge: 'cni0', isGateway: true, ipam };
const others = { runtimeConfig: { ips: ['10.10.0.6/24', 'fd00:10::6/64'] } };

/** Addresses that anybody gave to eth0. */
async function addressesOf(container: Container): Promise<string[]> {
  const [eth0] = await container.ipJson('address', 'show', 'dev', 'eth0');
  const given = eth0?.addr_info?.filter(({ scope }) => scope === 'global') ?? [];
  return given.map(({ local, prefixlen }) => `${local}/${prefixlen}`);
}

test('our bridge gives a container the configured addresses, and another one those of its runtime', async () => {
  await using host = await throwawayHost();
  const net = new PluginNetwork(host, bridge);
  const [one, two] = [await host.container(), await host.container()];
  await net.status();
  const result = await net.add(one);
  const other = await net.add(two, { conf: others });
  expect(result.ips).toEqual(ipam.addresses.map((address) => ({ ...address, interface: 2 })));
  expect(result.dns).toEqual(ipam.dns);
  expect(await addressesOf(one)).toEqual(['10.10.0.5/24', 'fd00:10::5/64']);
  expect(await addressesOf(two)).toEqual(['10.10.0.6/24', 'fd00:10::6/64']);
  // The gateway of the configured subnet counts for the runtime's addresses as well (15.2, plugins#406).
  expect(other.ips?.map(({ gateway }) => gateway)).toEqual(['10.10.0.254', 'fd00:10::fe']);
  expect(await defaultRoutes(two)).toEqual(['10.10.0.254', 'fd00:10::fe']);
  for (const to of ['10.10.0.254', 'fd00:10::fe', '10.10.0.5', 'fd00:10::5']) await ping(two, to);
  await net.check(one, result);
  await net.check(two, other, { conf: others });
  expect(await net.refused('CHECK', two, { prevResult: other })).toMatchObject({ code: 101 });
  await net.del(one, { prevResult: result });
  await net.del(two, { prevResult: other, conf: others });
  await net.gc([]);
});

test.each<[object, Record<string, unknown>, string]>([
  [{ addresses: [{ address: '10.10.0.5' }] }, {}, '"ipam.addresses[0].address" "10.10.0.5"'],
  [{ addresses: [{ address: '10.10.0.5/24', gateway: '10.10.0.255' }] }, {}, 'its gateway 10.10.0.255'],
  [{ routes: [{ dst: 'everywhere' }] }, {}, '"ipam.routes[0].dst" "everywhere"'],
  [{}, { runtimeConfig: { ips: ['10.10.0.254/24'] } }, '"runtimeConfig.ips[0]" "10.10.0.254/24"'],
])('our bridge leaves nothing when static cannot use %j and %j', async (part, conf, named) => {
  await using host = await throwawayHost();
  const container = await host.container();
  const net = new PluginNetwork(host, { ...bridge, ipam: { ...ipam, ...part } });
  const before = await snapshot(host, container);
  for (const [command, whom] of [['ADD', container] as const, ['STATUS', undefined] as const])
    expect(await net.refused(command, whom, { conf })).toMatchObject({
      code: 7,
      msg: expect.stringContaining(named),
    });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

/** Attaches and detaches a container with a bridge and a static of different houses; what its interface had. */
async function attachWith(host: Host, folders: string, cniVersion: string): Promise<string[]> {
  const container = await host.container();
  const conf = { cniVersion, name: 'mynet', ...bridge };
  const attachment = { containerId: container.id, netns: container.netns, ifName: 'eth0' };
  const by = { host, type: 'bridge', cniPath: folders, ...attachment };
  const added = await callPlugin({ ...by, command: 'ADD', conf });
  demandSuccess(added);
  const given = await addressesOf(container);
  await ping(container, '10.10.0.254');
  // The reference's bridge leaves its IPv6 gateway to duplicate address detection, which takes a second.
  await eventually('the IPv6 gateway to answer', () => reaches(container, 'fd00:10::fe'));
  const told = cniVersion < '0.3.0' ? {} : { prevResult: added.json };
  if (cniVersion >= '0.4.0')
    demandSuccess(await callPlugin({ ...by, command: 'CHECK', conf: { ...conf, ...told } }));
  demandSuccess(await callPlugin({ ...by, command: 'DEL', conf: { ...conf, ...told } }));
  return given;
}

test.each(['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0'])(
  "the reference's bridge understands our static in version %s",
  async (cniVersion) => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    symlinkSync(`${referencePlugins}/bridge`, `${spies.room}/bridge`);
    const given = await attachWith(host, `${spies.room}:${pluginsUnderTest}`, cniVersion);
    expect(given).toEqual(['10.10.0.5/24', 'fd00:10::5/64']);
  },
);

test.each(['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0'])(
  "our bridge understands the reference's static in version %s",
  async (cniVersion) => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    symlinkSync(`${referencePlugins}/static`, `${spies.room}/static`);
    const given = await attachWith(host, `${spies.room}:${pluginsUnderTest}`, cniVersion);
    expect(given).toEqual(['10.10.0.5/24', 'fd00:10::5/64']);
  },
);
