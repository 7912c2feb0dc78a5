import type { Routing } from '../../lib/kernel/routing.ts';
import { contains } from '../../lib/net/cidr.ts';
import { parseIp } from '../../lib/net/ip.ts';
import { nearFirst, takingStages } from '../../lib/ops/routeOrder.ts';
import { ownProtocol } from '../../lib/ops/sourceRule.ts';
import { mainTable, putRoute, routeWords, takeRoute, type WholeRoute } from '../../lib/ops/wholeRoute.ts';
import type { Plan, Step } from '../../lib/plan/step.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { Source } from './addresses.ts';
import type { SbrConf } from './conf.ts';
import { expectedRoutes, missingRoutes, ownRoute, subnetRoute } from './content.ts';
import { hintSteps } from './hints.ts';
import type { Placed } from './tables.ts';

interface RoutePlanInput {
  ifName: string;
  conf: SbrConf;
  result: Result;
  placed: Placed[];
  routing: Routing;
}

/**
 * Fills the table of each address, and only then takes the interface's routes out of main. The rules lead to the
 * tables already: while a table is empty the next rule is asked, that of main. With a table that the configuration
 * names, nothing.
 */
export function planRoutes(input: RoutePlanInput): Plan {
  const { ifName, conf, placed, routing } = input;
  if (conf.table !== undefined) return [];
  const routes = routesOfLink(ifName, placed, routing);
  const settled = routes.filter((route) => !route.announced);
  const going = conf.addSourceHints ? settled.filter(({ gateways }) => gateways.length > 0) : settled;
  return [
    placed.flatMap((source) => fillTable(source, routes, input)),
    ...takingStages(going).map((stage) => stage.map((route) => takeRoute('container', route))),
    conf.addSourceHints ? hintSteps(ifName, placed, settled) : [],
  ].filter((stage) => stage.length > 0);
}

/**
 * The routes of main that go through the link and nowhere else, of the families that addresses are moved of, as far
 * as they can be told whole. IPv6 link-local ones stay: neighbours are asked with them.
 */
function routesOfLink(ifName: string, placed: Placed[], { routes }: Routing): WholeRoute[] {
  return routes.filter(
    ({ table, family, links, attributes, protocol, dst }) =>
      table === mainTable &&
      attributes !== undefined &&
      protocol !== ownProtocol &&
      links.length > 0 &&
      links.every((link) => link === ifName) &&
      placed.some((source) => source.family === family) &&
      !/^(fe[89ab].|ff..):/.test(dst),
  );
}

function fillTable(
  source: Placed,
  routes: WholeRoute[],
  { ifName, placed, result, routing }: RoutePlanInput,
): Step[] {
  const { table } = source.rule;
  const there = routing.routes.filter(
    (route) => route.family === source.family && route.table === table && route.links.includes(ifName),
  );
  const words = there.map((route) => routeWords(route, table).join(' '));
  const copies = routes
    .filter((route) => fits(route, source, placed))
    .filter((route) => !words.includes(routeWords(route, table).join(' ')));
  const base = there.length + copies.length === 0 ? subnetRoute(source, ifName) : copies;
  const missing = missingRoutes(expectedRoutes(source, result), [...there, ...base]);
  return [
    ...nearFirst(base).map((route) => putRoute('container', route, table)),
    ...missing.map((one) => putRoute('container', ownRoute(source, ifName, one), table, 'prepend')),
  ];
}

/**
 * A route belongs to the address in whose network its source or gateway is; one that is in none, or has neither, to
 * all of its family.
 */
function fits(route: WholeRoute, source: Source, all: Source[]): boolean {
  if (route.family !== source.family) return false;
  const anchors = [...(route.source === undefined ? [] : [route.source]), ...route.gateways];
  const has = ({ cidr }: Source) =>
    anchors.some((text) => {
      const ip = parseIp(text);
      return ip !== undefined && contains(cidr, ip);
    });
  return has(source) || !all.some(has);
}
