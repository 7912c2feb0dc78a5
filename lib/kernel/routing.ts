import type { WholeRoute } from '../ops/wholeRoute.ts';
import type { Place } from '../plan/step.ts';
import type { Door } from './door.ts';
import { showAllRoutes, wholeRoutes } from './observeRoutes.ts';
import { allRuleFacts, type RuleFacts, showRules } from './observeRules.ts';

/** All rules and all routes of all tables, of both families. */
export interface Routing {
  rules: RuleFacts[];
  routes: WholeRoute[];
}

/** Asks for everything about routing at a place. A family that the kernel lacks has nothing. */
export async function observeRouting(door: Door, place: Place): Promise<Routing> {
  const [[rules4, routes4], [rules6, routes6]] = await Promise.all([
    door.askFamily(place, 4, showRules, showAllRoutes),
    door.askFamily(place, 6, showRules, showAllRoutes),
  ]);
  return {
    rules: [...allRuleFacts(4, rules4), ...allRuleFacts(6, rules6)],
    routes: [...wholeRoutes(4, routes4), ...wholeRoutes(6, routes6)],
  };
}

/** Every table that a rule or a route uses. */
export function tablesInUse({ rules, routes }: Routing): Set<number> {
  return new Set([...rules.flatMap(({ table }) => table ?? []), ...routes.map(({ table }) => table)]);
}
