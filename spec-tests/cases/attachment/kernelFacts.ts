import type { Place } from '../../../lib/testing/place.ts';

/** A link as iproute2 shows it. */
export interface LinkFact {
  ifname: string;
  address?: string;
  mtu?: number;
  flags: string[];
  addr_info: AddressFact[];
}

export interface AddressFact {
  family: string;
  local: string;
  prefixlen: number;
  /** "global" or "link". */
  scope?: string;
  /** True if it came from a router. */
  dynamic?: boolean;
  tentative?: boolean;
  dadfailed?: boolean;
}

export interface RouteFact {
  family: 4 | 6;
  /** As iproute2 shows it: "default", "10.1.0.0/16", "10.1.2.3". */
  dst: string;
  gateway?: string;
  via?: { host?: string };
  nexthops?: { gateway?: string }[];
  metric?: number;
  table?: string;
  scope?: string;
  metrics?: { mtu?: number; advmss?: number }[];
}

/** What the kernel has in one network namespace. */
export interface KernelFacts {
  links: LinkFact[];
  /** Of all tables. */
  routes: RouteFact[];
}

/** Asks the kernel. Changes nothing. */
export async function kernelFacts(place: Place): Promise<KernelFacts> {
  const [links, v4, v6] = await Promise.all([
    place.ipJson<LinkFact>('address', 'show'),
    place.ipJson<Omit<RouteFact, 'family'>>('-4', 'route', 'show', 'table', 'all'),
    place.ipJson<Omit<RouteFact, 'family'>>('-6', 'route', 'show', 'table', 'all'),
  ]);
  const routes = [
    ...v4.map((route) => ({ ...route, family: 4 as const })),
    ...v6.map((route) => ({ ...route, family: 6 as const })),
  ];
  return { links, routes };
}
