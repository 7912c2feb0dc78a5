import { ownProtocol } from '../../lib/ops/sourceRule.ts';
import { mainTable, putRoute, takeRoute, type WholeRoute } from '../../lib/ops/wholeRoute.ts';
import type { Step } from '../../lib/plan/step.ts';
import type { Source } from './addresses.ts';

/**
 * `addSourceHints`: gives the routes of main to the interface's own networks a source, so that what has none yet
 * takes one that the rules know. IPv4's have it from the kernel. A network that is reached through a gateway is left
 * alone; of two addresses in one network the first is the source.
 */
export function hintSteps(ifName: string, sources: Source[], routes: WholeRoute[]): Step[] {
  const done = new Set<string>();
  return sources.flatMap(({ ip, subnet }) => {
    const route = routes.find(({ dst, gateways }) => dst === subnet && gateways.length === 0);
    if (route === undefined || route.source !== undefined || done.has(route.dst)) return [];
    done.add(route.dst);
    return [takeRoute('container', route), putRoute('container', hinted(route, ifName, ip), mainTable)];
  });
}

function hinted(route: WholeRoute, ifName: string, source: string): WholeRoute {
  const metric = route.metric > 0 ? ['metric', String(route.metric)] : [];
  const scope = route.family === 4 ? ['scope', 'link'] : [];
  const attributes = ['dev', ifName, 'proto', String(ownProtocol), ...scope, ...metric, 'src', source];
  return { ...route, source, protocol: ownProtocol, attributes, hops: [] };
}
