import { nearFirst, takingStages } from '../../lib/ops/routeOrder.ts';
import { putRoute, takeRoute, type WholeRoute } from '../../lib/ops/wholeRoute.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';

/** The number of the table that says what is delivered here. */
export const localTable = 255;

/** Number of the kernel's own routes, which follow the interface by themselves (rtnetlink(7), rtm_protocol). */
const kernelProtocol = 2;

/**
 * The routes, of all tables, that go through the interface and nowhere else and that the kernel forgets when it takes
 * the interface down: all but its own, which it makes anew, and those that a router announces anew. `home` is the table
 * where the kernel keeps its own.
 */
export function forgottenRoutes(ifName: string, home: number, routes: WholeRoute[]): WholeRoute[] {
  return routes.filter(
    ({ table, links, protocol, announced }) =>
      table !== localTable &&
      links.length > 0 &&
      links.every((link) => link === ifName) &&
      !(table === home && protocol === kernelProtocol) &&
      !announced,
  );
}

/**
 * Throws CniError (code 7) if one of the routes would be lost: it has what `ip` does not tell or cannot be told
 * again.
 */
export function refuseLoss(ifName: string, routes: WholeRoute[]): void {
  const lost = routes.find(({ attributes }) => attributes === undefined);
  if (lost === undefined) return;
  const why = 'the kernel forgets it meanwhile, and it has attributes that cannot be given to it again';
  throw new CniError(Code.invalidConfig, `Cannot move "${ifName}" with its route to ${lost.dst}: ${why}`);
}

/** Takes routes out of their tables, so that undoing puts them back. */
export function takeAway(routes: WholeRoute[]): Plan {
  return takingStages(routes).map((stage) => stage.map((route) => takeRoute('container', route)));
}

/** Puts routes back, those of the one table into the other. */
export function putBack(routes: WholeRoute[], from: number, to: number): Plan {
  const steps = nearFirst(routes).map((route) => ({
    ...putRoute('container', route, route.table === from ? to : route.table),
    fine: 'exists' as const,
  }));
  return steps.length === 0 ? [] : [steps];
}
