import type { Door } from '../kernel/door.ts';
import { allRouteFacts } from '../kernel/observe.ts';
import {
  enableForwarding,
  forwardingKey,
  heedRouterAdvertisements,
  routerAdvertisementsKey,
} from '../ops/sysctl.ts';
import type { Step } from '../plan/step.ts';

/** Which families the host forwards, and what it would lose if it began to. */
export interface Forwarding extends Record<4 | 6, boolean> {
  /**
   * Interfaces that have routes from router advertisements, and would take no more of them as soon as the host forwards
   * IPv6: the kernel then removes the default route too. None where it forwards IPv6 already.
   */
  uplinks?: string[];
}

/** Which families the host forwards: two values, whatever the host carries. */
export async function observeForwarding(door: Door): Promise<Forwarding> {
  const [v4, v6] = await Promise.all([door.readSysctl(forwardingKey(4)), door.readSysctl(forwardingKey(6))]);
  return { 4: v4 === '1', 6: v6 === '1' };
}

/**
 * The same with what the host would lose, to be asked once it is known which families are wanted. It goes through the host's routes,
 * so it is done only where the host is about to begin to forward IPv6: once in its life.
 */
export async function withUplinks(
  forwards: Forwarding,
  wanted: readonly (4 | 6)[],
  door: Door,
): Promise<Forwarding> {
  if (forwards[6] || !wanted.includes(6)) return forwards;
  return { ...forwards, uplinks: await observeUplinks(door) };
}

/** Steps that have the host forward a family, if it does not yet, and go on hearing its own routers. */
export function forwardingSteps(family: 4 | 6, forwards: Forwarding): Step[] {
  if (forwards[family]) return [];
  const uplinks = family === 6 ? (forwards.uplinks ?? []) : [];
  return [...uplinks.map(heedRouterAdvertisements), enableForwarding(family)];
}

/** Steps that have the host forward these families again. */
export async function restoreForwarding(families: readonly (4 | 6)[], door: Door): Promise<Step[]> {
  const forwards = await withUplinks(await observeForwarding(door), families, door);
  return families.flatMap((family) => forwardingSteps(family, forwards));
}

/** A program that reads advertisements itself has told the kernel (0) not to. */
async function observeUplinks(door: Door): Promise<string[]> {
  const [routes] = await door.ask('host', ['route', 'show', 'table', 'all', 'proto', 'ra']);
  const links = [...new Set(allRouteFacts(routes).flatMap(({ dev = [] }) => dev))];
  const values = await Promise.all(links.map((link) => door.readSysctl(routerAdvertisementsKey(link))));
  return links.filter((_, index) => values[index] === '1');
}
