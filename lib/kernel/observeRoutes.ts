import * as z from 'zod/mini';
import type { WholeRoute } from '../ops/wholeRoute.ts';
import type { Family } from '../spec/addressText.ts';
import { type hop, rough, whole } from './routeJson.ts';

/** The words that ask an `ip` of one family for the routes of all tables. */
export const showAllRoutes = ['route', 'show', 'table', 'all'];

type Whole = z.infer<typeof whole>;
type Hop = z.infer<typeof hop>;

/** Number of a route's type that leads to a gateway or a neighbour, and of the protocol "ra" (rtnetlink(7)). */
const unicast = '1';
const routerAdvertisement = '9';

/** Every route that `showAllRoutes` found. */
export function wholeRoutes(family: Family, found: unknown[] | undefined): WholeRoute[] {
  return (found ?? []).map((json) => {
    const known = z.safeParse(whole, json);
    return known.success ? tellWhole(family, known.data) : tellRough(family, z.parse(rough, json));
  });
}

function tellWhole(family: Family, route: Whole): WholeRoute {
  const { prefsrc, nexthops = [], expires } = route;
  const hops: Hop[] = nexthops.length > 0 ? nexthops : [route as Hop];
  return {
    ...tellRough(family, route),
    gateways: hops.flatMap(({ gateway, via }) => gateway ?? via?.host ?? []),
    announced: expires !== undefined || route.protocol === routerAdvertisement,
    ...(prefsrc === undefined ? {} : { source: prefsrc }),
    ...(isSayable(route, hops) ? { attributes: attributes(family, route) } : {}),
    hops: nexthops.flatMap((one) => ['nexthop', ...hopWords(one), 'weight', String(one.weight ?? 1)]),
  };
}

/** Without `attributes`: it cannot be told whole. */
function tellRough(family: Family, route: z.infer<typeof rough>): WholeRoute {
  const { dst, dev, gateway, metric = 0, table, protocol, nexthops = [{ dev, gateway }] } = route;
  return {
    family,
    table: Number(table),
    dst,
    links: nexthops.flatMap((one) => one.dev ?? []),
    gateways: nexthops.flatMap((one) => one.gateway ?? []),
    protocol: Number(protocol),
    metric,
    announced: protocol === routerAdvertisement,
    hops: [],
  };
}

/** Flags that tell the carrier are left out; any other but "onlink" is beyond us. */
function isSayable({ type, flags = [] }: Whole, hops: Hop[]): boolean {
  const said = [...flags, ...hops.flatMap((one) => one.flags ?? [])];
  return type === unicast && said.every((flag) => flag === 'onlink' || flag === 'linkdown');
}

function attributes(family: Family, route: Whole): string[] {
  const { from, tos, flow, protocol, scope, metric, prefsrc, pref } = route;
  const realms = flow && (flow.from === undefined ? flow.to : `${flow.from}/${flow.to}`);
  const words: [string, string | number | undefined][] = [
    ['from', from],
    ['tos', tos],
    ['proto', protocol],
    ['scope', family === 4 ? scope : undefined],
    ['metric', metric || undefined],
    ['src', prefsrc],
    ['realms', realms],
    ['pref', pref],
    ...Object.entries(route.metrics?.[0] ?? {}).map(metricWord),
  ];
  const said = words.flatMap(([word, value]) => (value === undefined ? [] : [word, String(value)]));
  return route.nexthops ? said : [...hopWords(route as Hop), ...said];
}

/** The congestion control is written otherwise than it is printed. */
function metricWord([key, value]: [string, string | number | undefined]): [
  string,
  string | number | undefined,
] {
  return [key === 'congestion' ? 'congctl' : key, value];
}

function hopWords({ gateway, via, dev, flags = [] }: Hop): string[] {
  const [family, address] = gateway === undefined ? [via?.family, via?.host] : [undefined, gateway];
  return [
    ...(address === undefined ? [] : ['via', ...(family === undefined ? [] : [family]), address]),
    ...(dev === undefined ? [] : ['dev', dev]),
    ...(flags.includes('onlink') ? ['onlink'] : []),
  ];
}
