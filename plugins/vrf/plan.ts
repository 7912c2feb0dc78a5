import type { Routing } from '../../lib/kernel/routing.ts';
import { joinVrf, readyVrf } from '../../lib/ops/vrf.ts';
import { mainTable, putRoute, type WholeRoute } from '../../lib/ops/wholeRoute.ts';
import type { Plan, Step } from '../../lib/plan/step.ts';
import type { Result } from '../../lib/spec/result.ts';
import { type Expected, expectedRoutes, gatewayFor, missingRoutes } from './expected.ts';
import type { Vrf } from './facts.ts';
import { type Keeping, keepingSteps } from './keeping.ts';
import { forgottenRoutes, putBack, refuseLoss, takeAway } from './moving.ts';

export interface JoinInput {
  ifName: string;
  vrf: Vrf;
  /** True if the interface is in the VRF already. */
  isMember: boolean;
  result: Result;
  routing: Routing;
  keeping: Keeping;
}

/** The two halves of an ADD. Between them the kernel makes the addresses usable again, a moment later. */
interface JoinPlan {
  joining: Plan;
  routing: Plan;
}

/**
 * Puts the interface into the VRF, with its routes. They are taken out of main first, though the kernel would forget
 * them anyway: so that undoing puts them back, after the interface has left the VRF. Where it is a member, what is
 * missing.
 */
export function planJoin({ ifName, vrf, isMember, result, routing, keeping }: JoinInput): JoinPlan {
  const ready = readyVrf(vrf.name, { isUp: vrf.up, alias: vrf.alias });
  const expected = expectedRoutes(ifName, result);
  const tell = (seen: WholeRoute[]) =>
    missingRoutes(
      expected,
      seen.filter(({ table }) => table === vrf.table),
    ).flatMap(tellRoute(ifName, vrf.table, result));
  if (isMember) return { joining: filled([ready]), routing: filled([tell(routing.routes)]) };
  const routes = forgottenRoutes(ifName, mainTable, routing.routes);
  refuseLoss(ifName, routes);
  const { before, after } = keepingSteps(ifName, keeping);
  const moved = routes.map((route) => (route.table === mainTable ? { ...route, table: vrf.table } : route));
  return {
    joining: filled([ready, before, ...takeAway(routes), [joinVrf(ifName, vrf.name)]]),
    routing: filled([...putBack(routes, mainTable, vrf.table), tell(moved), after]),
  };
}

function filled(plan: Plan): Plan {
  return plan.filter((stage) => stage.length > 0);
}

/** A route as the result tells it; nothing for one to neighbours, which the kernel makes. */
function tellRoute(ifName: string, table: number, result: Result): (one: Expected) => Step[] {
  return (one) => {
    const gateway = gatewayFor(one, ifName, result);
    if (gateway === undefined) return [];
    const { priority, mtu, advmss } = one.route;
    const words = [
      ['via', gateway, 'dev', ifName],
      ...(priority ? [['metric', String(priority)]] : []),
      ...(mtu ? [['mtu', String(mtu)]] : []),
      ...(advmss ? [['advmss', String(advmss)]] : []),
    ];
    const rest = {
      links: [ifName],
      gateways: [gateway],
      protocol: 3,
      metric: priority ?? 0,
      announced: false,
    };
    const route: WholeRoute = {
      ...rest,
      family: one.family,
      dst: one.dst,
      table,
      attributes: words.flat(),
      hops: [],
    };
    return [{ ...putRoute('container', route, table), fine: 'exists' }];
  };
}
