import type { Place } from '../../lib/testing/place.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

/** Addresses of a link that are not the kernel's own, as "10.1.2.3/24". */
export async function addressesOf(place: Place, link: string): Promise<string[]> {
  const [found] = await place.ipJson('address', 'show', 'dev', link);
  const global = (found?.addr_info ?? []).filter(({ scope }) => scope === 'global');
  return global.map(({ local, prefixlen }) => `${local}/${prefixlen}`);
}

export async function linkOf(place: Place, name: string) {
  const [link] = await place.ipJson('-d', 'link', 'show', 'dev', name);
  if (link === undefined) throw new Error(`no ${name}`);
  return link;
}

export async function defaultRoutes(place: Place): Promise<(string | undefined)[]> {
  const found = [
    ...(await place.ipJson('-4', 'route', 'show', 'default')),
    ...(await place.ipJson('-6', 'route', 'show', 'default')),
  ];
  return found.map(({ gateway }) => gateway);
}

/** Bridge and host's ends: what of a host is neither loopback nor there before. */
export async function hostLinks(host: Host): Promise<string[]> {
  const links = await host.ipJson('link');
  return links.map(({ ifname = '' }) => ifname.replace(/^veth.*/, 'veth')).filter((name) => name !== 'lo');
}

/** host-local with one set for each subnet. */
export function ipam(ranges: string[]): object {
  return { type: 'host-local', ranges: ranges.map((subnet) => [{ subnet }]) };
}
