import { addressFindings, linkFindings, routeFindings } from '../../lib/kernel/compare.ts';
import type { Door } from '../../lib/kernel/door.ts';
import {
  allRouteFacts,
  type LinkFacts,
  linkFacts,
  type RouteFacts,
  showLink,
} from '../../lib/kernel/observe.ts';
import { isV6 } from '../../lib/net/family.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import { askRoutes, partOf } from '../../lib/skel/chain.ts';
import { observeForwarding } from '../../lib/skel/forwarding.ts';
import {
  type MasqueradeFacts,
  masqueradeFindings,
  observeMasquerade,
} from '../../lib/skel/masqueradeCheck.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Interface, Result } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';
import { hostVethName, ownerOf } from './facts.ts';
import { gatewayAddresses } from './gateways.ts';

type Request = AttachmentRequest<BridgeConf>;

/** What is there now of an attachment. */
export interface CheckFacts {
  bridge: LinkFacts | undefined;
  hostVeth: LinkFacts | undefined;
  container: LinkFacts | undefined;
  routes: RouteFacts[];
  masquerade: MasqueradeFacts;
  forwards: Record<4 | 6, boolean>;
}

/** What ADD made, as prevResult tells. */
export interface Expected {
  bridge?: Interface;
  hostVeth: Interface;
  container: Interface;
  /** With the addresses of the container's end alone. */
  result: Result;
}

/** The three interfaces in prevResult. Throws CniError (code 7) where it cannot be the result of this attachment. */
export function expected(request: Request): Expected {
  const { conf, ifName, sandbox, prevResult } = request;
  if (prevResult === undefined)
    throw new CniError(Code.invalidConfig, 'Cannot check: "prevResult" is missing');
  const all = prevResult.interfaces ?? [];
  const container = all.find((own) => own.name === ifName && own.sandbox);
  const bridge = all.find((own) => own.name === conf.bridge && !own.sandbox);
  // Another suite's host end has a name nobody knows: the first beside the bridge. Ours may stand behind an earlier plugin's.
  const onHost = all.filter((own) => own !== bridge && !own.sandbox);
  const hostVeth = onHost.find((own) => own.name === hostVethName(request)) ?? onHost[0];
  if (container === undefined) throw missing(`"${ifName}" in a sandbox`);
  if (container.sandbox !== sandbox) throw missing(`"${ifName}" in the sandbox "${sandbox}"`);
  if (hostVeth === undefined) throw missing('an interface on the host beside the bridge');
  const result = partOf(prevResult, all.indexOf(container));
  return { ...(bridge && { bridge }), hostVeth, container, result };
}

function missing(what: string): CniError {
  return new CniError(Code.invalidConfig, `Cannot check: "prevResult" does not name ${what}`);
}

export async function observeAttachment(
  request: Request,
  want: Expected,
  door: Door,
  world: World,
): Promise<CheckFacts> {
  const { conf, ifName } = request;
  const [host, container, masquerade] = await Promise.all([
    door.ask('host', showLink(conf.bridge), showLink(want.hostVeth.name)),
    door.ask('container', showLink(ifName), askRoutes(want.result, ifName)),
    observeMasquerade(conf, world),
  ]);
  return {
    bridge: linkFacts(host[0]),
    hostVeth: linkFacts(host[1]),
    container: linkFacts(container[0]),
    routes: allRouteFacts(container[1]),
    masquerade,
    forwards: await observeForwarding(door),
  };
}

/** Everything that differs from what ADD made, one line each. What others have added beside it is none of our business. */
export function findings(request: Request, want: Expected, facts: CheckFacts): string[] {
  const { conf } = request;
  const gateways = conf.isGateway ? gatewayAddresses(want.result) : [];
  return [
    ...linkFindings('bridge', conf.bridge, 'bridge', want.bridge, facts.bridge),
    ...(facts.bridge && conf.promiscMode && !facts.bridge.promisc
      ? [`bridge "${conf.bridge}" is not promiscuous`]
      : []),
    ...addressFindings(`bridge "${conf.bridge}"`, gateways, facts.bridge),
    ...[...new Set(gateways.map((cidr) => (isV6(cidr) ? 6 : 4)))].flatMap((family) =>
      facts.forwards[family as 4 | 6] ? [] : [`the host does not forward IPv${family}`],
    ),
    ...linkFindings('host interface', want.hostVeth.name, 'veth', want.hostVeth, facts.hostVeth),
    ...portFindings(conf, facts.hostVeth),
    ...linkFindings('container interface', want.container.name, 'veth', want.container, facts.container),
    ...addressFindings(
      `container interface "${want.container.name}"`,
      (want.result.ips ?? []).map((ip) => ip.address),
      facts.container,
    ),
    ...routeFindings(want.result, facts.routes),
    ...masqueradeFindings(conf, ownerLabel(ownerOf(request)), want.result, facts.masquerade),
  ];
}

function portFindings(conf: BridgeConf, port: LinkFacts | undefined): string[] {
  if (port === undefined) return [];
  if (port.master !== conf.bridge)
    return [`host interface "${port.name}" is no port of bridge "${conf.bridge}"`];
  const hairpin = port.port?.hairpin ?? false;
  const state = port.port?.state ?? '';
  return [
    ...(hairpin === conf.hairpinMode
      ? []
      : [`host interface "${port.name}" has hairpin ${hairpin ? 'on' : 'off'}`]),
    ...(state === 'forwarding'
      ? []
      : [`host interface "${port.name}" does not forward: its port is ${state || 'in no state'}`]),
  ];
}
