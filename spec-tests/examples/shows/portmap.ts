/** What the example of port mappings shows. */
import type { Place } from '../../../lib/testing/place.ts';
import { ask, type Question, serve } from '../../../plugins/portmap/testTraffic.ts';
import { type Attached, bare } from '../example.ts';

/**
 * The container is reached at the host's ports: from the host, from localhost of both families, from its neighbour
 * and from itself.
 */
export async function portsOfTheHost({ host, one, result, two, other }: Attached): Promise<void> {
  const server = await serve(one, 'one', 80, 53);
  const gateways = result.ips?.map(({ gateway = '' }) => gateway) ?? [];
  const to = (address: string): Question[] => [
    ['tcp', address, 8080],
    ['udp', address, 8053],
  ];
  const reached = async (from: Place, ...addresses: string[]) =>
    (await ask(from, ...addresses.flatMap(to))).map((answer) => answer.slice(0, 3));
  expect(bare(other)).toHaveLength(2);
  for (const place of [host, one, two])
    expect(await reached(place, ...gateways)).toEqual(Array(4).fill('one'));
  expect(await reached(host, '127.0.0.1', '::1')).toEqual(Array(4).fill('one'));
  await server.end();
}
