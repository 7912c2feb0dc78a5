import { defaultRoutes } from './links.ts';
import type { Place } from './place.ts';
import type { PluginNetwork } from './pluginNetwork.ts';
import type { Container } from './throwawayContainer.ts';

/**
 * Routes with every attribute of specification 1.1, of both families. Without `gw`: through the gateway of their
 * family.
 */
export const routesWithAttributes = [
  { dst: '0.0.0.0/0' },
  { dst: '::/0', gw: 'fd00:1::1' },
  { dst: '198.51.100.0/24', mtu: 1400, advmss: 1300, priority: 7 },
  { dst: '198.51.101.0/24', table: 77, scope: 200 },
  { dst: '2001:db8:9::/48', mtu: 1400, advmss: 1300, priority: 7, table: 77 },
];

/** host-local with two families and these routes. The gateways are 10.1.2.1 and fd00:1::1. */
export const ipamWithRoutes = {
  type: 'host-local',
  ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00:1::/64' }]],
  routes: routesWithAttributes,
};

/** What iproute2 tells of each, where it is asked for. */
const expected: [where: string[], what: object][] = [
  [['198.51.100.0/24'], { gateway: '10.1.2.1', metric: 7, metrics: [{ mtu: 1400, advmss: 1300 }] }],
  [['table', '77', '198.51.101.0/24'], { gateway: '10.1.2.1', scope: 'site' }],
  [
    ['table', '77', '2001:db8:9::/48'],
    { gateway: 'fd00:1::1', metric: 7, metrics: [{ mtu: 1400, advmss: 1300 }] },
  ],
];

/**
 * For tests: has the network, whose IPAM gives these routes, attach a container, and finds every attribute in its
 * kernel and in CHECK.
 */
export async function honoursRouteAttributes(net: PluginNetwork, container: Container): Promise<void> {
  const result = await net.add(container);
  expect(result.routes).toEqual(expect.arrayContaining(routesWithAttributes));
  expect(await defaultRoutes(container)).toEqual(['10.1.2.1', 'fd00:1::1']);
  for (const [where, what] of expected) expect(await routesAt(container, where)).toMatchObject([what]);
  await net.check(container, result);
  const damage =
    'ip route delete table 77 198.51.101.0/24; ip route replace 198.51.100.0/24 via 10.1.2.1 metric 7 mtu 1300';
  await container.ok(['sh', '-ec', damage]);
  const { details } = await net.refused('CHECK', container, { prevResult: result });
  expect(details?.split('\n')).toEqual([
    'the route to 198.51.100.0/24 metric 7 mtu 1400 advmss 1300 is missing',
    'the route to 198.51.101.0/24 is missing',
  ]);
  await net.del(container, { prevResult: result });
}

async function routesAt(container: Place, where: string[]): Promise<object[]> {
  return container.ipJson(where.at(-1)?.includes(':') ? '-6' : '-4', 'route', 'show', ...where);
}
