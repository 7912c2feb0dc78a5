import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { honoursRouteAttributes, ipamWithRoutes } from '../../lib/testing/routeAttributes.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping } from '../../lib/testing/traffic.ts';
import { BridgeNetwork, dual } from './testNetwork.ts';

// Reference: 13 ConfigureIface
test('bridge gives routes every attribute of the specification', async () => {
  await using host = await throwawayHost();
  const own = { type: 'bridge', bridge: 'cni0', isGateway: true, ipam: ipamWithRoutes };
  await honoursRouteAttributes(new PluginNetwork(host, own), await host.container());
});

// Reference: 13 ConfigureIface
test('bridge lets routes to one destination through two gateways stand side by side, of both families', async () => {
  await using host = await throwawayHost();
  const routes = ['10.1.2.7', '10.1.2.8'].map((gw) => ({ dst: '203.0.113.0/24', gw }));
  routes.push(...['fd00:1::7', 'fd00:1::8'].map((gw) => ({ dst: '2001:db8:7::/48', gw })));
  const net = new BridgeNetwork(host, { ipam: { ...dual, routes } });
  const container = await host.container();
  await net.check(container, await net.add(container));
  const found = await Promise.all([
    container.ipJson<object>('-4', 'route', 'show', '203.0.113.0/24'),
    container.ipJson<object>('-6', 'route', 'show', '2001:db8:7::/48'),
  ]);
  for (const { gw } of routes) expect(JSON.stringify(found)).toContain(`"${gw}"`);
});

// Reference: 13 ConfigureIface
test('bridge has the IPv6 address of a container outlast its interface going down, but not the link-local one', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host, { ipam: dual });
  const container = await host.container();
  await net.add(container);
  await container.ok(['ip', 'link', 'set', 'eth0', 'down']);
  const [link] = await container.ipJson('-6', 'address', 'show', 'dev', 'eth0');
  expect(link?.addr_info?.map(({ local }) => local)).toEqual(['fd00:1::2']);
  await container.ok(['ip', 'link', 'set', 'eth0', 'up']);
  await ping(container, 'fd00:1::1');
});
