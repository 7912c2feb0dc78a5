import { addAddress, addRoute, removeAddress } from '../../../lib/ops/address.ts';
import { setMtu } from '../../../lib/ops/link.ts';
import type { Plan, Step } from '../../../lib/plan/step.ts';
import type { Route } from '../../../lib/spec/result.ts';
import type { Lease } from '../machine.ts';

/** What of a lease an interface is configured with. */
export type Configured = Pick<Lease, 'address' | 'gateway' | 'routes'>;

/**
 * Gives an interface in the container what a lease says in place of what the one before said; `before` or `after`
 * absent: none. What has not changed is not touched. The old address goes first: a second one of its subnet would go
 * with it.
 */
export function planReplacement(ifName: string, before?: Configured, after?: Configured): Plan {
  const moves = before?.address !== after?.address;
  const old = (before?.routes ?? []).filter((route) => !isAmong(route, after?.routes));
  const added = (after?.routes ?? []).filter((route) => moves || !isAmong(route, before?.routes));
  const steps: Step[] = [
    ...old.map((route) => removal(addRoute('container', ifName, route, before?.gateway))),
    ...(before && moves ? [removeAddress('container', ifName, { cidr: before.address })] : []),
    ...(after && moves ? [orThere(addAddress('container', ifName, after.address, { dad: false }))] : []),
    ...added.map((route) => orThere(addRoute('container', ifName, route, after?.gateway))),
  ];
  return [steps];
}

/** Least MTU of each family (RFC 2132, 5.1, asks for 68, which nothing works with: RFC 791, 3.2; RFC 8200, 5). */
const least = { 4: 576, 6: 1280 };

/** Option 26 may only lower the MTU: that of the link stands for what it can carry. */
export function planMtu(ifName: string, linkMtu: number, { mtu, family }: Lease): Plan {
  return mtu !== undefined && mtu >= least[family] && mtu < linkMtu
    ? [[setMtu('container', ifName, mtu)]]
    : [];
}

function isAmong(route: Route, routes: readonly Route[] = []): boolean {
  return routes.some((other) => JSON.stringify(other) === JSON.stringify(route));
}

function orThere(step: Step): Step {
  return { ...step, fine: 'exists' };
}

function removal(step: Step): Step {
  if (step.tool !== 'ip') return step;
  return {
    ...step,
    words: ['route', 'delete', ...step.words.slice(2)],
    fine: 'absent',
    why: `take back: ${step.why}`,
  };
}
