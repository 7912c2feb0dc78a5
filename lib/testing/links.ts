import type { Place } from './place.ts';

/** Addresses of a link that are not the kernel's own, as "10.1.2.3/24". */
export async function addressesOf(place: Place, link: string): Promise<string[]> {
  const [found] = await place.ipJson('address', 'show', 'dev', link);
  const global = (found?.addr_info ?? []).filter(({ scope }) => scope === 'global');
  return global.map(({ local, prefixlen }) => `${local}/${prefixlen}`);
}

/** IPv6 addresses of a link that cannot be used yet, because duplicate address detection goes on. */
export async function tentativeAddresses(place: Place, link: string): Promise<string[]> {
  const found = await place.ipJson('-6', 'address', 'show', 'dev', link, 'tentative');
  return found
    .flatMap(({ addr_info = [] }) => addr_info)
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`);
}

/** A link with everything that iproute2 tells of it. Throws if there is none. */
export async function linkOf(place: Place, name: string) {
  const [link] = await place.ipJson('-d', 'link', 'show', 'dev', name);
  if (link === undefined) throw new Error(`Cannot find "${name}" in ${place.name}`);
  return link;
}

/** The names of all links. */
export async function linkNames(place: Place): Promise<string[]> {
  return (await place.ipJson('link')).map(({ ifname = '' }) => ifname);
}

/** Gateways of the default routes, IPv4 first. */
export async function defaultRoutes(place: Place): Promise<(string | undefined)[]> {
  const v4 = await place.ipJson('-4', 'route', 'show', 'default');
  const v6 = await place.ipJson('-6', 'route', 'show', 'default');
  return [...v4, ...v6].map(({ gateway }) => gateway);
}
