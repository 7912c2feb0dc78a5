import { outsideWorld } from '../../../lib/testing/outsideWorld.ts';
import { placeBehind } from '../../../lib/testing/place.ts';
import type { Host } from '../../../lib/testing/throwawayHost.ts';
import { sendersSeen } from '../../../lib/testing/traffic.ts';
import { type Attached, bare, ping } from '../example.ts';

/** What ptp's masquerade is for: somebody behind the host who knows no way to its containers. */
export async function somebodyOutside(host: Host): Promise<void> {
  await outsideWorld(host);
}

/** All traffic of a container goes through the host, to the container next door as well, and leaves it under the host's address. */
export async function everythingThroughTheHost({ host, one, result, two, other }: Attached): Promise<void> {
  expect(result.interfaces?.map(({ name, mtu }) => [name, mtu])).toEqual([
    [expect.stringMatching(/^veth/), 1450],
    ['eth0', 1450],
  ]);
  expect(result.dns).toEqual({ nameservers: ['10.95.0.1', 'fd00:95::1'] });
  const gateways = ['10.95.0.1', 'fd00:95::1'];
  for (const ip of [...gateways, ...bare(other)]) await ping(one, ip);
  for (const ip of bare(result)) for (const from of [host, two]) await ping(from, ip);
  const [way] = await one.ipJson('route', 'get', bare(other)[0] ?? '');
  expect(way?.gateway).toBe('10.95.0.1');
  const world = placeBehind('world', [...host.enter, 'ip', 'netns', 'exec', 'world'], host.outside(''));
  const seen = await sendersSeen(world, () => Promise.all([ping(one, '192.0.2.2'), ping(two, 'fd00:99::2')]));
  expect(seen).toEqual(['192.0.2.1', 'fd00:99::1']);
}
