import type { WholeRoute } from './wholeRoute.ts';

/**
 * Ordered so that each gateway can be reached when it is named: destinations on the link first. Routes to one
 * destination stay together and in order: the first of them is the one in use.
 */
export function nearFirst(routes: WholeRoute[]): WholeRoute[] {
  const [far, near] = parts(routes);
  return [...near, ...far];
}

/**
 * In what order routes are taken out, in stages: so that putting back, last first, can reach each gateway when it is
 * named and restores the order of routes to one destination. Of those the last goes first, and alone: after a refusal
 * the rest of a stage goes on, and then they would come back in another order.
 */
export function takingStages(routes: WholeRoute[]): WholeRoute[][] {
  const stages: WholeRoute[][] = [];
  for (const route of parts(routes).flatMap((part) => part.reverse())) {
    const last = stages.at(-1);
    if (last === undefined || last.some((other) => group(other) === group(route))) stages.push([route]);
    else last.push(route);
  }
  return stages;
}

function parts(routes: WholeRoute[]): [far: WholeRoute[], near: WholeRoute[]] {
  const groups = new Set(routes.filter(({ gateways }) => gateways.length > 0).map(group));
  const isFar = (route: WholeRoute) => groups.has(group(route));
  return [routes.filter(isFar), routes.filter((route) => !isFar(route))];
}

/** Of routes to one destination the first is the one in use. */
function group({ family, dst, metric }: WholeRoute): string {
  return `${family} ${dst} ${metric}`;
}
