import { destination } from '../../lib/kernel/compare.ts';
import { contains, formatCidr, parseCidr, subnetOf } from '../../lib/net/cidr.ts';
import { formatIp, parseIp } from '../../lib/net/ip.ts';
import { ownProtocol } from '../../lib/ops/sourceRule.ts';
import type { WholeRoute } from '../../lib/ops/wholeRoute.ts';
import type { Result, Route } from '../../lib/spec/result.ts';
import type { Source } from './addresses.ts';

/** A route that the table of an address must have, whoever put it there. */
export interface Expected {
  dst: string;
  gateway: string;
  /** True if any gateway will do, and none: the result names none, or the interface's own default route counts before. */
  isAny: boolean;
  /** What the result says of it besides. */
  route?: Route;
}

/**
 * What the table of an address must lead to: a default route if there is a gateway, and the routes of the result that
 * go by it.
 */
export function expectedRoutes(source: Source, result: Result): Expected[] {
  const { gateway, isStatic } = source;
  const told = (result.routes ?? [])
    .flatMap((route) => toldRoute(source, route, result))
    .filter(({ dst }) => dst !== 'default' || !isStatic);
  if (gateway === undefined || told.some(({ dst }) => dst === 'default')) return told;
  return [{ dst: 'default', gateway, isAny: !isStatic }, ...told];
}

/** A route of the result, if it leads by way of this address's network. */
function toldRoute(source: Source, route: Route, result: Result): Expected[] {
  const gateway = parseIp(route.gw ?? impliedGateway(source, result) ?? '');
  const cidr = parseCidr(route.dst);
  if (!gateway || cidr?.ip.family !== source.family || (route.table ?? 254) !== 254) return [];
  const via = formatIp(gateway);
  if (!contains(source.cidr, gateway) && via !== source.gateway) return [];
  const dst = destination(formatCidr(subnetOf(cidr)));
  return [{ dst, gateway: via, isAny: route.gw === undefined, route }];
}

/** A route without a gateway goes by that of its family's address, if there is one alone. */
function impliedGateway({ family }: Source, { ips = [] }: Result): string | undefined {
  const same = ips.filter(({ address }) => parseCidr(address)?.ip.family === family);
  return same.length === 1 ? same[0]?.gateway : undefined;
}

/** Those that none of the routes is. */
export function missingRoutes(expected: Expected[], routes: WholeRoute[]): Expected[] {
  return expected.filter(
    ({ dst, gateway, isAny }) =>
      !routes.some((route) => route.dst === dst && (isAny || route.gateways.includes(gateway))),
  );
}

/**
 * A route of ours. A static default of IPv6 counts before the interface's own, beside which it may stand; in IPv4 it
 * stands in front.
 */
export function ownRoute(
  source: Source,
  ifName: string,
  { dst, gateway, isAny, route }: Expected,
): WholeRoute {
  const isFirst = source.family === 6 && source.isStatic && dst === 'default' && !isAny;
  const metric = route?.priority ?? (isFirst ? 1 : 0);
  return {
    ...bare(source, ifName, dst, metric),
    gateways: [gateway],
    attributes: [
      ...['via', gateway, 'dev', ifName, 'proto', String(ownProtocol)],
      ...(metric > 0 ? ['metric', String(metric)] : []),
      ...(route?.mtu ? ['mtu', String(route.mtu)] : []),
      ...(route?.advmss ? ['advmss', String(route.advmss)] : []),
    ],
  };
}

/** The route to the neighbours of an address; empty if it has none. */
export function subnetRoute(source: Source, ifName: string): WholeRoute[] {
  const { family, ip, subnet } = source;
  if (subnet === undefined) return [];
  const scope = family === 4 ? ['scope', 'link'] : [];
  const attributes = ['dev', ifName, 'proto', String(ownProtocol), ...scope, 'src', ip];
  return [{ ...bare(source, ifName, subnet, 0), source: ip, attributes }];
}

function bare({ family }: Source, ifName: string, dst: string, metric: number): WholeRoute {
  const rest = { protocol: ownProtocol, metric, announced: false, hops: [], gateways: [] };
  return { family, table: 0, dst, links: [ifName], ...rest };
}
