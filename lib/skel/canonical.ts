import { formatCidr, parseCidr, subnetOf } from '../net/cidr.ts';
import { formatIp, parseIp } from '../net/ip.ts';
import type { IpConfig, Result, Route } from '../spec/result.ts';

/**
 * A result from outside with its addresses and destinations in their one canonical text ("FD00:0::1" is "fd00::1"), as
 * the kernel prints them: behind this they are compared as text. Every result passes here once, where it comes in: the
 * one of the IPAM plugin and `prevResult`. `dns` is not ours to spell and stays as it is.
 *
 * A gateway written as an IPv4-mapped IPv6 address ("::ffff:10.1.2.1") is the IPv4 address, as everywhere here. An
 * address or a destination written so, whose prefix length could be of either family, stays as it is, gateway and all.
 */
export function canonicalResult(result: Result): Result {
  const { ips, routes } = result;
  return {
    ...result,
    ...(ips && { ips: ips.map(canonicalAddress) }),
    ...(routes && { routes: routes.map(canonicalRoute) }),
  };
}

function canonicalAddress(ip: IpConfig): IpConfig {
  const cidr = parseCidr(ip.address);
  if (cidr === undefined) return ip;
  return {
    ...ip,
    address: formatCidr(cidr),
    ...(ip.gateway !== undefined && { gateway: canonicalIp(ip.gateway) }),
  };
}

/** Host bits of an IPv6 destination go: the kernel ignores them. Those of an IPv4 one stay: it refuses the route. */
function canonicalRoute(route: Route): Route {
  const cidr = parseCidr(route.dst);
  if (cidr === undefined) return route;
  return {
    ...route,
    dst: formatCidr(cidr.ip.family === 6 ? subnetOf(cidr) : cidr),
    ...(route.gw !== undefined && { gw: canonicalIp(route.gw) }),
  };
}

function canonicalIp(text: string): string {
  const ip = parseIp(text);
  return ip === undefined ? text : formatIp(ip);
}
