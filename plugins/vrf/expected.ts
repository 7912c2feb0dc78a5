import { destination } from '../../lib/kernel/compare.ts';
import { contains, formatCidr, parseCidr, subnetOf } from '../../lib/net/cidr.ts';
import { formatIp, parseIp } from '../../lib/net/ip.ts';
import type { WholeRoute } from '../../lib/ops/wholeRoute.ts';
import { addressesOf } from '../../lib/skel/containerAddresses.ts';
import type { Family } from '../../lib/spec/addressText.ts';
import type { IpConfig, Result, Route } from '../../lib/spec/result.ts';

/** A route that the result tells of the interface, and that therefore has to be in the VRF's table. */
export interface Expected {
  family: Family;
  dst: string;
  /** Absent if the result names none: any will do. */
  gateway?: string;
  route: Route;
}

/** The routes of the result that lead by way of the interface. Those into a table of their own are not the VRF's. */
export function expectedRoutes(ifName: string, result: Result): Expected[] {
  const { interfaces = [], routes = [] } = result;
  const inside = interfaces.filter(({ sandbox }) => sandbox);
  const isAlone = inside.every(({ name }) => name === ifName);
  const own = addressesOf(ifName, result);
  return routes.flatMap((route) => {
    const cidr = parseCidr(route.dst);
    const gw = route.gw === undefined ? undefined : parseIp(route.gw);
    if (cidr === undefined || (route.table ?? 254) !== 254) return [];
    const isOwn = gw === undefined ? isAlone : own.some((ip) => leadsBy(ip, formatIp(gw)));
    if (!isOwn || !own.some(({ address }) => parseCidr(address)?.ip.family === cidr.ip.family)) return [];
    const dst = destination(formatCidr(subnetOf(cidr)));
    return [{ family: cidr.ip.family, dst, ...(gw && { gateway: formatIp(gw) }), route }];
  });
}

/** Those that none of the routes is. */
export function missingRoutes(expected: Expected[], routes: WholeRoute[]): Expected[] {
  return expected.filter(
    ({ family, dst, gateway }) =>
      !routes.some(
        (route) =>
          route.family === family &&
          route.dst === dst &&
          (gateway === undefined || route.gateways.includes(gateway)),
      ),
  );
}

/** The gateway that a route without one goes by: that of its family's address. */
export function gatewayFor(
  { family, gateway }: Expected,
  ifName: string,
  result: Result,
): string | undefined {
  const own = addressesOf(ifName, result).filter(({ address }) => parseCidr(address)?.ip.family === family);
  return gateway ?? own.find((ip) => ip.gateway !== undefined)?.gateway;
}

function leadsBy({ address, gateway }: IpConfig, via: string): boolean {
  const [cidr, ip] = [parseCidr(address), parseIp(via)];
  return gateway === via || (cidr !== undefined && ip !== undefined && contains(cidr, ip));
}
