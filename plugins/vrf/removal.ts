import type { Door } from '../../lib/kernel/door.ts';
import { observeRouting, type Routing } from '../../lib/kernel/routing.ts';
import { leaveVrf, removeVrf, vrfAlias } from '../../lib/ops/vrf.ts';
import { mainTable } from '../../lib/ops/wholeRoute.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { observeLinks, observeMembers, type Vrf } from './facts.ts';
import { type Keeping, keepingSteps, observeKeeping } from './keeping.ts';
import { forgottenRoutes, localTable, putBack } from './moving.ts';
import { addressesReady } from './ready.ts';

/**
 * Takes the interface out of the VRF, if it is in it, and removes the VRF if no member is left. What is gone is fine.
 * A VRF with somebody else's alias stays. Returns failures as text.
 */
export async function leave(ifName: string, name: string, door: Door): Promise<string[]> {
  const { link, vrfs } = await observeLinks(door, ifName, name);
  const vrf = vrfs.find((one) => one.name === name);
  if (vrf === undefined) return [];
  const failures: string[] = [];
  if (link?.master === name) {
    const [routing, keeping] = [await observeRouting(door, 'container'), await observeKeeping(door, ifName)];
    const { leaving, returning } = planLeave(ifName, vrf, routing, keeping);
    failures.push(...(await removeAll(leaving, door)));
    if (returning.length > 0) await addressesReady(ifName, localTable, door).catch(() => {}); // the routes will say
    failures.push(...(await removeAll(returning, door)));
  }
  const isOurs = ['', vrfAlias].includes(vrf.alias);
  const isLast = isOurs && (await observeMembers(door, name))?.length === 0;
  if (!isLast) return failures;
  return [...failures, ...(await removeAll([[removeVrf(name)]], door))];
}

/** The interface's routes go back to main with it, as far as they can be told: it may be there to stay. */
export function planLeave(
  ifName: string,
  { name, table }: Vrf,
  { routes }: Routing,
  keeping: Keeping,
): { leaving: Plan; returning: Plan } {
  const going = forgottenRoutes(ifName, table, routes).filter(({ attributes }) => attributes !== undefined);
  const { before, after } = keepingSteps(ifName, keeping);
  return {
    leaving: [before, [leaveVrf(ifName, name)]],
    returning: [...putBack(going, table, mainTable), after].filter((stage) => stage.length > 0),
  };
}
