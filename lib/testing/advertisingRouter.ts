import { eventually } from './eventually.ts';
import type { Place } from './place.ts';
import type { Container } from './throwawayContainer.ts';

/**
 * Starts a router behind a link of `world`, which announces itself by IPv6 router advertisements and goes with its
 * namespace, and waits until `listener` has taken it for its default route through `link`. Needs radvd.
 */
export async function advertisingRouter(
  world: Container,
  linkOfWorld: string,
  listener: Place,
  link: string,
): Promise<void> {
  const config = `interface ${linkOfWorld} { AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; };`;
  await world.ok(['sh', '-ec', 'echo 1 >/proc/sys/net/ipv6/conf/all/forwarding']);
  await listener.ok(['sh', '-ec', `echo 1 >/proc/sys/net/ipv6/conf/${link}/accept_ra`]);
  const start = `echo '${config}' >/run/radvd.conf; radvd -C /run/radvd.conf -p /run/radvd.pid -m none`;
  await world.ok(['sh', '-ec', start]);
  await eventually(`a default route through ${link}`, async () =>
    (await advertisedRoutes(listener)).includes(link),
  );
}

/** The links through which a place has default routes from router advertisements. */
export async function advertisedRoutes(place: Place): Promise<string[]> {
  const routes = await place.ipJson('-6', 'route', 'show', 'default', 'proto', 'ra');
  return routes.flatMap(({ dev = [] }) => dev);
}
