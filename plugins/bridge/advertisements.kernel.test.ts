import { advertisedRoutes, advertisingRouter } from '../../lib/testing/advertisingRouter.ts';
import { needs } from '../../lib/testing/needs.ts';
import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { reaches } from '../../lib/testing/traffic.ts';
import { BridgeNetwork, dual } from './testNetwork.ts';

beforeAll(() => needs('ping', 'radvd'));

test('bridge leaves the host its own IPv6 default route, which a router announces, when it begins to forward (15.6)', async () => {
  await using host = await throwawayHost();
  const world = await outsideWorld(host);
  await world.ok(['ip', 'address', 'add', '2001:db8::1/128', 'dev', 'lo', 'nodad']);
  await world.ok(['ip', 'link', 'set', 'lo', 'up']);
  await advertisingRouter(world, 'eth0', host, 'uplink');
  expect(await reaches(host, '2001:db8::1')).toBe(true);
  const net = new BridgeNetwork(host, { ipam: dual });
  await net.add(await host.container());
  const { stdout } = await host.ok(['cat', '/proc/sys/net/ipv6/conf/all/forwarding']);
  expect([stdout, await advertisedRoutes(host)]).toEqual(['1\n', ['uplink']]);
  expect(await reaches(host, '2001:db8::1')).toBe(true);
});

test('a container on a bridge with a gateway takes no router that another container announces (15.2)', async () => {
  await using host = await throwawayHost();
  const [rogue, other, victim] = [await host.container(), await host.container(), await host.container()];
  const net = new BridgeNetwork(host, { ipam: dual });
  for (const container of [rogue, other, victim]) await net.add(container);
  // The other one listens, and so shows that there is something to be heard.
  await advertisingRouter(rogue, 'eth0', other, 'eth0');
  expect(await advertisedRoutes(victim)).toEqual([]);
  expect(await advertisedRoutes(host)).toEqual([]);
});
