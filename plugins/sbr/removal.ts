import type { Routing } from '../../lib/kernel/routing.ts';
import { nearFirst } from '../../lib/ops/routeOrder.ts';
import { ownProtocol, removeSourceRule } from '../../lib/ops/sourceRule.ts';
import { mainTable, putRoute, routeWords, takeRoute, type WholeRoute } from '../../lib/ops/wholeRoute.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { orphanedTables, ownedRules, priorities } from './owned.ts';

/**
 * Removes the rules that carry the mark, wherever they lead. The interface's routes go back from the tables of ours
 * to main; those that are ours go. So an interface that stays is as it was before, and after an ADD that was killed
 * nothing is left.
 */
export function planRemoval(mark: number, ifName: string, routing: Routing): Plan {
  const rules = ownedRules(mark, routing.rules);
  const through = routing.routes.filter((route) => route.links.includes(ifName));
  const isInOwnTable = tablesOfOurs(mark, ifName, routing);
  const inTables = through.filter(isInOwnTable);
  const hints = through.filter(({ table, protocol }) => table === mainTable && protocol === ownProtocol);
  return [
    hints.map((route) => takeRoute('container', route)),
    goingBack(inTables, through).map((route) => ({
      ...putRoute('container', route, mainTable),
      fine: 'exists' as const,
    })),
    rules.map((rule) => removeSourceRule('container', rule)),
    inTables.filter(isSayable).map((route) => takeRoute('container', route)),
  ].filter((stage) => stage.length > 0);
}

function tablesOfOurs(mark: number, ifName: string, routing: Routing): (route: WholeRoute) => boolean {
  const led = ownedRules(mark, routing.rules).filter(({ priority }) => priority === priorities.own);
  const tables = {
    4: new Set(orphanedTables(4, ifName, routing)),
    6: new Set(orphanedTables(6, ifName, routing)),
  };
  for (const { family, table } of led) tables[family].add(table);
  return ({ family, table }) => tables[family].has(table);
}

/**
 * Each once, though several tables may have it; the way to a gateway first. What is in main already stays as it is
 * there.
 */
function goingBack(inTables: WholeRoute[], through: WholeRoute[]): WholeRoute[] {
  const text = (route: WholeRoute) => `${route.family} ${routeWords(route, mainTable).join(' ')}`;
  const known = new Set(through.filter(({ table }) => table === mainTable).map(text));
  return nearFirst(
    inTables.filter((route) => {
      const isKnown = known.has(text(route));
      known.add(text(route));
      return !isKnown && isSayable(route) && !route.announced && route.protocol !== ownProtocol;
    }),
  );
}

function isSayable({ attributes }: WholeRoute): boolean {
  return attributes !== undefined;
}
