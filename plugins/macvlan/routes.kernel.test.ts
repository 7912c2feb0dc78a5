import { defaultRoutes } from '../../lib/testing/links.ts';
import { honoursRouteAttributes, ipamWithRoutes } from '../../lib/testing/routeAttributes.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, dual, macvlanNetwork } from './testMaster.ts';

test('macvlan gives routes every attribute of the specification', async () => {
  await using host = await throwawayHost();
  await cable(host);
  await honoursRouteAttributes(macvlanNetwork(host, { ipam: ipamWithRoutes }), await host.container());
});

test('macvlan adds no default route for the gateway of IPAM alone, and one through it where IPAM says so', async () => {
  await using host = await throwawayHost();
  await cable(host);
  const [without, having] = [await host.container(), await host.container()];
  const net = macvlanNetwork(host);
  await net.add(without);
  await net.add(having, { conf: { ipam: { ...dual, routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }] } } });
  expect(await defaultRoutes(without)).toEqual([]);
  expect(await defaultRoutes(having)).toEqual(['10.1.2.1', 'fd00:1::1']);
});
