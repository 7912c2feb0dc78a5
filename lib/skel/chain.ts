import type { Result } from '../spec/result.ts';

/**
 * The result of a plugin that was called after another one: all that the one before it told, and then its own
 * (specification, section 2, ADD: a plugin must pass prevResult on). Indexes into `interfaces` stay right. What the
 * plugin says of dns wins.
 */
export function afterPrevious(previous: Result | undefined, own: Result): Result {
  if (previous === undefined) return own;
  const before = previous.interfaces?.length ?? 0;
  const ips = (own.ips ?? []).map((ip) =>
    ip.interface === undefined ? ip : { ...ip, interface: ip.interface + before },
  );
  const dns = own.dns ?? previous.dns;
  return {
    cniVersion: own.cniVersion,
    interfaces: [...(previous.interfaces ?? []), ...(own.interfaces ?? [])],
    ips: [...(previous.ips ?? []), ...ips],
    routes: [...(previous.routes ?? []), ...(own.routes ?? [])],
    ...(dns && { dns }),
  };
}

/** The part of a result that is about one interface of it: its addresses, and those that name none. */
export function partOf(result: Result, index: number): Result {
  const ips = (result.ips ?? []).filter((ip) => ip.interface === undefined || ip.interface === index);
  return { ...result, ips };
}

/**
 * The words that ask for the routes a result may speak of: those through `ifName`, and all, if the result tells other
 * interfaces of the container, whose routes are in it too, or several routes to one destination: the kernel makes one
 * of those, which goes through no one interface.
 */
export function askRoutes({ interfaces = [], routes = [] }: Result, ifName: string): string[] {
  const others = interfaces.some(({ name, sandbox }) => sandbox && name !== ifName);
  const isShared = new Set(routes.map(({ dst }) => dst)).size < routes.length;
  return ['route', 'show', 'table', 'all', ...(others || isShared ? [] : ['dev', ifName])];
}

/** A prevResult in two parts, for a plugin that gives its own interface the addresses of those before it. */
export interface Taking {
  /** Addresses and routes for the plugin's interface. */
  taken: Result;
  /** What stays as it was: all else. Interfaces and their indexes are unchanged. */
  left: Result;
}
