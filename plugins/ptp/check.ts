import { addressFindings, linkFindings, routeFindings } from '../../lib/kernel/compare.ts';
import { Door } from '../../lib/kernel/door.ts';
import { allRouteFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { isV6, subnetText } from '../../lib/net/family.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import { expectedContainer, throwIfDifferent } from '../../lib/skel/containerLinkCheck.ts';
import { observeForwarding } from '../../lib/skel/forwarding.ts';
import { delegate } from '../../lib/skel/ipam.ts';
import { masqueradeFindings, observeMasquerade } from '../../lib/skel/masqueradeCheck.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Interface, Result } from '../../lib/spec/result.ts';
import { gateways, paths } from './addressing.ts';
import type { PtpConf } from './conf.ts';
import { ownerOf, vethName } from './facts.ts';

type Request = AttachmentRequest<PtpConf>;

/** CHECK: both ends, their addresses and routes, forwarding, masquerade. Throws CniError (code 101) listing what differs. */
export async function checkPtp(request: Request, world: World): Promise<void> {
  const want = expectedContainer(request);
  const host = expectedHost(request, want.result);
  await delegate(request, world, 'CHECK');
  const door = new Door(world.runner, request.netns, world.trace).warm('host', 'container');
  try {
    const found = await Promise.all([
      hostFindings(host, want.result, door),
      containerFindings(request, want, door),
      masqueradeDifference(request, want.result, world),
    ]);
    throwIfDifferent(request, found.flat());
  } finally {
    await door.close();
  }
}

/** By the name that ADD gives it; another suite's is the first on the host. */
function expectedHost(request: Request, { interfaces = [] }: Result): Interface {
  const onHost = interfaces.filter((one) => !one.sandbox);
  const host = onHost.find((one) => one.name === vethName(request)) ?? onHost[0];
  if (host === undefined)
    throw new CniError(
      Code.invalidConfig,
      'Cannot check: "prevResult" does not name an interface on the host',
    );
  return host;
}

async function hostFindings(host: Interface, result: Result, door: Door): Promise<string[]> {
  const [found, all] = await door.ask(...(['host', showLink(host.name)] as const), [
    'route',
    'show',
    'table',
    'all',
    'dev',
    host.name,
  ]);
  const link = linkFacts(found);
  const routes = paths(result).map(({ ip, single }) => ({ dst: ip + single }));
  const forwards = await observeForwarding(door);
  const families = new Set(paths(result).map(({ ip }): 4 | 6 => (isV6(ip) ? 6 : 4)));
  return [
    ...linkFindings('host interface', host.name, 'veth', host, link),
    ...addressFindings(`host interface "${host.name}"`, gateways(result), link),
    ...(link === undefined ? [] : routeFindings({ ...result, routes }, allRouteFacts(all))),
    ...[...families].flatMap((family) =>
      forwards[family] ? [] : [`the host does not forward IPv${family}`],
    ),
  ];
}

async function containerFindings(
  { ifName }: Request,
  { container, addresses, result }: ReturnType<typeof expectedContainer>,
  door: Door,
): Promise<string[]> {
  const [found, routes] = await door.ask(...(['container', showLink(ifName)] as const), [
    'route',
    'show',
    'table',
    'all',
    'dev',
    ifName,
  ]);
  const link = linkFacts(found);
  const own = paths(result)
    .map(({ address, gateway }) => ({ dst: subnetText(address), gw: gateway }))
    .filter(({ dst }) => !/\/(32|128)$/.test(dst));
  const all = { ...result, routes: [...own, ...(result.routes ?? [])] };
  return [
    ...linkFindings('container interface', ifName, 'veth', container, link),
    ...addressFindings(`container interface "${ifName}"`, addresses, link),
    ...(link === undefined ? [] : routeFindings(all, allRouteFacts(routes))),
  ];
}

async function masqueradeDifference(request: Request, result: Result, world: World): Promise<string[]> {
  const facts = await observeMasquerade(request.conf, world);
  return masqueradeFindings(request.conf, ownerLabel(ownerOf(request)), result, facts);
}
