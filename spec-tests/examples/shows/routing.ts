/** What the examples of plugins show that move an interface's routes. */
import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import { type Attached, bare, ping } from '../example.ts';

/**
 * The container is reached and answers by the interface; main has no default route through it, a table of each
 * address has.
 */
export async function answersByItsInterface({ host, one, result, other }: Attached): Promise<void> {
  for (const ip of bare(result)) await ping(host, ip);
  for (const ip of [...bare(other), '10.101.0.1', 'fd00:101::1']) await ping(one, ip);
  expect(await defaults(one, 'main')).toEqual([undefined, undefined]);
  expect(await defaults(one, '100', '101')).toEqual(['10.101.0.1', 'fd00:101::1']);
}

/** The interface is in the VRF with its routes, and is reached. */
export async function memberOfItsVrf({ host, one, result, other }: Attached): Promise<void> {
  for (const ip of bare(result)) await ping(host, ip);
  for (const ip of [...bare(other), '10.102.0.1', 'fd00:102::1'])
    await one.ok(['ping', '-c1', '-W2', '-I', 'red', ip]);
  const [link] = await one.ipJson('link', 'show', 'dev', 'eth0');
  expect(link?.master).toBe('red');
  expect(await defaults(one, '1', '1')).toEqual(['10.102.0.1', 'fd00:102::1']);
}

/** Gateways of the default routes of a table, IPv4 first. */
async function defaults(place: Container, table: string, table6 = table): Promise<(string | undefined)[]> {
  const [v4] = await place.ipJson<{ gateway?: string }>('-4', 'route', 'show', 'default', 'table', table);
  const [v6] = await place.ipJson<{ gateway?: string }>('-6', 'route', 'show', 'default', 'table', table6);
  return [v4?.gateway, v6?.gateway];
}
