import type { FamilyIpStep, Place } from '../plan/step.ts';
import type { Family } from '../spec/addressText.ts';

/** A route with all that makes it what it is, so that it can be put elsewhere, and back. */
export interface WholeRoute {
  family: Family;
  table: number;
  /** As iproute2 prints it: "default", "10.1.2.0/24", and a host without prefix length. */
  dst: string;
  /** The names of the links it goes through, one for each next hop. */
  links: string[];
  /** Its gateways, of either family; empty if the destination is on the link. */
  gateways: string[];
  /** The address that traffic along it has by itself. */
  source?: string;
  /** Who made it (rtnetlink(7), rtm_protocol): 2 is the kernel, 9 a router's announcement. */
  protocol: number;
  /** 0 is the first of IPv4. */
  metric: number;
  /** True for a route that a router has announced, which comes and goes by itself. */
  announced: boolean;
  /**
   * The attributes as words of `ip route`, without destination, table and next hops; absent if they cannot be told
   * whole.
   */
  attributes?: string[];
  /** The next hops, if there are several, as words of `ip route`. */
  hops: string[];
}

/** The number of the table that is asked unless a rule says otherwise. */
export const mainTable = 254;

/** The words that follow `ip route add`, for one table. Two routes with the same words are the same. */
export function routeWords({ dst, attributes = [], hops }: WholeRoute, table: number): string[] {
  return [dst, ...attributes, 'table', tableName(table), ...hops];
}

/** Puts a route into a table, behind those to the same destination or in front of them. */
export function putRoute(
  place: Place,
  route: WholeRoute,
  table: number,
  where: 'append' | 'prepend' = 'append',
): FamilyIpStep {
  const words = routeWords(route, table);
  return {
    tool: `ip -${route.family}`,
    place,
    words: ['route', where, ...words],
    undo: ['route', 'delete', ...words],
    why: `route ${described(route)} in table ${tableName(table)}`,
  };
}

/**
 * Takes a route out of its table. Its undo puts it back behind others to the same destination, of which therefore the
 * last has to go first.
 */
export function takeRoute(place: Place, route: WholeRoute): FamilyIpStep {
  const words = routeWords(route, route.table);
  return {
    tool: `ip -${route.family}`,
    place,
    words: ['route', 'delete', ...words],
    undo: ['route', 'append', ...words],
    undoFine: 'exists',
    fine: 'absent',
    why: `take the route to ${described(route)} out of table ${tableName(route.table)}`,
  };
}

function tableName(table: number): string {
  return table === mainTable ? 'main' : String(table);
}

function described({ dst, gateways, links }: WholeRoute): string {
  const via = gateways.length === 0 ? '' : ` via ${gateways.join(' and ')}`;
  return `${dst}${via} through "${[...new Set(links)].join('", "')}"`;
}
