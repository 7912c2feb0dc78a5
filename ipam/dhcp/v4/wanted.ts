import type { MachineSettings } from '../machine.ts';
import { Option } from './option.ts';

/** Without these there is no lease; they are asked for in any case. */
const needed = [
  Option.subnetMask,
  Option.leaseTime,
  Option.server,
  Option.renewalTime,
  Option.rebindingTime,
] as const;

/** What is asked for unless `skipDefault`. */
const usual = [Option.routers, Option.nameservers, Option.domainName, Option.mtu] as const;
const usualRoutes = [Option.staticRoutes, Option.search, Option.classlessRoutes] as const;

/**
 * The parameter request list (option 55), and at the same time what is used of an answer. With `skipDefault` it is what
 * the configuration names and what a lease cannot be without: routers then are neither asked for nor used. Option 121
 * stands before 3 and 33 (RFC 3442: must), the others as they were named.
 */
export function requestedOptions({
  request,
  skipDefault,
}: Pick<MachineSettings, 'request' | 'skipDefault'>): number[] {
  const named = request.filter((option) => option !== Option.pad && option !== Option.end);
  const all = new Set<number>([...needed, ...(skipDefault ? [] : [...usual, ...usualRoutes]), ...named]);
  if (!all.delete(Option.classlessRoutes)) return [...all];
  return [Option.classlessRoutes, ...all];
}
