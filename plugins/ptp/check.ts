import { addressFindings, linkFindings, routeFindings } from '../../lib/kernel/compare.ts';
import { Door } from '../../lib/kernel/door.ts';
import { allRouteFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import { askRoutes } from '../../lib/skel/chain.ts';
import { expectedContainer, throwIfDifferent } from '../../lib/skel/containerLinkCheck.ts';
import { observeForwarding } from '../../lib/skel/forwarding.ts';
import { delegate } from '../../lib/skel/ipam.ts';
import { masqueradeFindings, observeMasquerade } from '../../lib/skel/masqueradeCheck.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Interface, Result } from '../../lib/spec/result.ts';
import { families, gateways, ownRoutes, paths } from './addressing.ts';
import type { PtpConf } from './conf.ts';
import { ownerOf, vethName } from './facts.ts';

type Request = AttachmentRequest<PtpConf>;

/**
 * CHECK: both ends, their addresses and routes, forwarding, masquerade. Throws CniError (code 101) listing what
 * differs.
 */
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
  const { name } = host;
  const [found, all] = await door.ask('host', showLink(name), ['route', 'show', 'table', 'all', 'dev', name]);
  const link = linkFacts(found);
  const routes = paths(result).map(({ ip, single }) => ({ dst: ip + single }));
  const forwards = await observeForwarding(door);
  return [
    ...linkFindings('host interface', name, 'veth', host, link),
    ...addressFindings(`host interface "${name}"`, gateways(result), link),
    ...missingRoutes('on the host', { ...result, routes }, link && all),
    ...families(result)
      .filter((family) => !forwards[family])
      .map((family) => `the host does not forward IPv${family}`),
  ];
}

async function containerFindings(
  { ifName }: Request,
  { container, addresses, result }: ReturnType<typeof expectedContainer>,
  door: Door,
): Promise<string[]> {
  const [found, all] = await door.ask('container', showLink(ifName), askRoutes(result, ifName));
  const link = linkFacts(found);
  const own = ownRoutes(result).map(({ dst, gw }) => ({ dst, ...(gw && { gw }) }));
  const routes = [...own, ...(result.routes ?? [])];
  return [
    ...linkFindings('container interface', ifName, 'veth', container, link),
    ...addressFindings(`container interface "${ifName}"`, addresses, link),
    ...missingRoutes('in the container', { ...result, routes }, link && all),
  ];
}

/** Without the link, `all` is undefined: its routes are gone with it and need no line of their own. */
function missingRoutes(where: string, want: Result, all: unknown[] | undefined): string[] {
  if (all === undefined) return [];
  return routeFindings(want, allRouteFacts(all)).map((finding) => `${where}, ${finding}`);
}

async function masqueradeDifference(request: Request, result: Result, world: World): Promise<string[]> {
  const facts = await observeMasquerade(request.conf, world);
  return masqueradeFindings(request.conf, ownerLabel(ownerOf(request)), result, facts);
}
