import type { Place, SysctlStep } from '../plan/step.ts';

/**
 * Forwarding between interfaces, for one address family. Shared by all, so nobody takes it back. Of two that write it at
 * once the kernel puts the value back for one while it goes through the interfaces for the other: then the value is 1, and
 * no interface forwards.
 */
export function enableForwarding(family: 4 | 6): SysctlStep {
  const key = forwardingKey(family);
  const why = `let the host forward IPv${family}`;
  return { tool: 'sysctl', place: 'host', key, value: '1', alone: true, why };
}

/** The sysctl that says whether the host forwards a family. */
export function forwardingKey(family: 4 | 6): string {
  return family === 4 ? 'net/ipv4/ip_forward' : 'net/ipv6/conf/all/forwarding';
}

/**
 * The sysctl that says whether an interface takes router advertisements: 0 no, 1 unless the host forwards, 2 also then.
 */
export function routerAdvertisementsKey(link: string): string {
  return `net/ipv6/conf/${link}/accept_ra`;
}

/** Has an interface of the host take router advertisements also while the host forwards, as it takes them without. */
export function heedRouterAdvertisements(link: string): SysctlStep {
  return sysctl('host', 6, link, 'accept_ra', '2', `go on taking router advertisements at "${link}"`);
}

/** Keeps router advertisements from configuring an interface that we configure. */
export function refuseRouterAdvertisements(place: Place, link: string): SysctlStep {
  return sysctl(place, 6, link, 'accept_ra', '0', `keep router advertisements from configuring "${link}"`);
}

/**
 * Has an interface of the host use its own addresses at once. While its link-local address is being tried, for two
 * seconds after it has come up, the kernel asks for no neighbour there on behalf of a packet that it forwards.
 */
export function skipDuplicateDetection(link: string): SysctlStep {
  return sysctl('host', 6, link, 'accept_dad', '0', `do not wait for duplicate addresses at "${link}"`);
}

/** One per-interface value, of IPv4 or IPv6; a kernel without the key, or without IPv6, is no failure. */
export function sysctl(
  place: Place,
  family: 4 | 6,
  link: string,
  name: string,
  value: string,
  why: string,
): SysctlStep {
  return { tool: 'sysctl', place, key: `net/ipv${family}/conf/${link}/${name}`, value, optional: true, why };
}
