import type { Door } from '../../lib/kernel/door.ts';
import { observeRouting } from '../../lib/kernel/routing.ts';
import type { WholeRoute } from '../../lib/ops/wholeRoute.ts';
import { previousResult } from '../../lib/skel/chained.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { nameOf, type VrfConf } from './conf.ts';
import { type Expected, expectedRoutes, missingRoutes } from './expected.ts';
import { observeLinks } from './facts.ts';

/** What differs between what ADD made and what is there: one line each. */
export async function findings(request: AttachmentRequest<VrfConf>, door: Door): Promise<string[]> {
  const { ifName, conf } = request;
  const name = nameOf(conf);
  const [{ link, named, vrfs }, { routes }] = await Promise.all([
    observeLinks(door, ifName, name),
    observeRouting(door, 'container'),
  ]);
  const vrf = vrfs.find((one) => one.name === name);
  if (vrf === undefined) return [named ? `"${name}" is not a VRF` : `the VRF "${name}" is missing`];
  const missing = lackingRoutes(expectedRoutes(ifName, previousResult(request)), vrf.table, ifName, routes);
  return [
    ...(vrf.up ? [] : [`the VRF "${name}" is down`]),
    ...(conf.table === undefined || conf.table === vrf.table
      ? []
      : [`the VRF "${name}" has table ${vrf.table}, not ${conf.table}`]),
    ...(link === undefined ? [`container interface "${ifName}" is missing`] : []),
    ...(link === undefined || link.master === name ? [] : [`"${ifName}" is not in the VRF "${name}"`]),
    ...missing.map(
      ({ dst, gateway }) =>
        `table ${vrf.table}, of the VRF "${name}", lacks the route to ${dst}${gateway ? ` via ${gateway}` : ''}`,
    ),
  ];
}

/** Any but a default route may be a later plugin's, which has put it elsewhere. */
function lackingRoutes(
  expected: Expected[],
  table: number,
  ifName: string,
  routes: WholeRoute[],
): Expected[] {
  const inTable = routes.filter((route) => route.table === table);
  const anywhere = routes.filter((route) => route.table === table || route.links.includes(ifName));
  return expected.filter(
    (one) => missingRoutes([one], one.dst === 'default' ? inTable : anywhere).length > 0,
  );
}
