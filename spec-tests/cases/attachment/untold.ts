import type { KernelFacts } from './kernelFacts.ts';
import { canonicalCidr } from './spelling.ts';
import type { Result } from './truth.ts';

/** The two namespaces of an attachment at one moment. */
export interface Moment {
  host: KernelFacts;
  container: KernelFacts;
}

/** What ADD made and its result does not tell. */
export interface Untold {
  /** "veth1 on the host" */
  interfaces: string[];
  /** "10.88.0.2/24 on eth0": addresses in the container that are nobody's but the attachment's. */
  addresses: string[];
}

/** Compares what is new in the kernel with a result in the shape of 0.3.0 or later. */
export function untold({ interfaces = [], ips = [] }: Result, before: Moment, after: Moment): Untold {
  const listed = new Set(interfaces.map(({ name, sandbox }) => placed(name, Boolean(sandbox))));
  const made = (['host', 'container'] as const).flatMap((place) => {
    const had = new Set(before[place].links.map(({ ifname }) => ifname));
    const fresh = after[place].links.filter(({ ifname }) => !had.has(ifname));
    return fresh.map(({ ifname }) => placed(ifname, place === 'container'));
  });
  const assigned = addresses(after.container).filter((one) => !addresses(before.container).includes(one));
  const told = new Set(ips.map(({ address }) => canonicalCidr(address)));
  return {
    interfaces: made.filter((one) => !listed.has(one)),
    addresses: assigned.filter((one) => !told.has(one.split(' ')[0] ?? '')),
  };
}

function placed(name: string, inside: boolean): string {
  return `${name} ${inside ? 'in the container' : 'on the host'}`;
}

/** Those that somebody has assigned: neither what the kernel makes of a MAC, nor what routers have told it. */
function addresses({ links }: KernelFacts): string[] {
  return links.flatMap(({ ifname, addr_info }) =>
    addr_info
      .filter(({ scope, dynamic }) => scope === 'global' && !dynamic)
      .map(({ local, prefixlen }) => `${canonicalCidr(`${local}/${prefixlen}`)} on ${ifname}`),
  );
}
