import { addressFindings, linkFindings, routeFindings } from '../../lib/kernel/compare.ts';
import type { Door } from '../../lib/kernel/door.ts';
import {
  allRouteFacts,
  type LinkFacts,
  linkFacts,
  type RouteFacts,
  showLink,
} from '../../lib/kernel/observe.ts';
import { type SpoofState, spoofState } from '../../lib/kernel/spoofState.ts';
import { isV6 } from '../../lib/net/family.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import { askRoutes } from '../../lib/skel/chain.ts';
import { observeForwarding } from '../../lib/skel/forwarding.ts';
import {
  type MasqueradeFacts,
  masqueradeFindings,
  observeMasquerade,
} from '../../lib/skel/masqueradeCheck.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { BridgeConf } from './conf.ts';
import type { Expected } from './expected.ts';
import { ownerOf } from './facts.ts';
import { gatewayAddresses } from './gateways.ts';
import { portFindings, spoofFindings } from './portFindings.ts';
import { allVlanFindings, observeVlans, type VlanCheckFacts } from './vlanCheck.ts';
import { vlanGateway } from './vlanGateway.ts';

type Request = AttachmentRequest<BridgeConf>;

/** What is there now of an attachment. */
export interface CheckFacts {
  bridge: LinkFacts | undefined;
  hostVeth: LinkFacts | undefined;
  container: LinkFacts | undefined;
  routes: RouteFacts[];
  masquerade: MasqueradeFacts;
  forwards: Record<4 | 6, boolean>;
  /** Where the configuration speaks of VLANs. */
  vlans?: VlanCheckFacts;
  /** Where the configuration wants the sender's MAC checked, and there is any such check. */
  spoof?: SpoofState;
}

export async function observeAttachment(
  request: Request,
  want: Expected,
  door: Door,
  world: World,
): Promise<CheckFacts> {
  const { conf, ifName } = request;
  const [host, container, masquerade, vlans, spoof] = await Promise.all([
    door.ask('host', showLink(conf.bridge), showLink(want.hostVeth.name)),
    door.ask('container', showLink(ifName), askRoutes(want.result, ifName)),
    observeMasquerade(conf, world),
    conf.vlans && observeVlans(conf, want.hostVeth.name, door),
    conf.macspoofchk ? spoofState(world.runner) : undefined,
  ]);
  return {
    bridge: linkFacts(host[0]),
    hostVeth: linkFacts(host[1]),
    container: linkFacts(container[0]),
    routes: allRouteFacts(container[1]),
    masquerade,
    forwards: await observeForwarding(door),
    ...(vlans && { vlans }),
    ...(spoof && { spoof }),
  };
}

/**
 * Everything that differs from what ADD made, one line each. What others have added beside it is none of our business.
 */
export function findings(request: Request, want: Expected, facts: CheckFacts): string[] {
  const { conf } = request;
  const gateways = conf.isGateway ? gatewayAddresses(want.result) : [];
  const label = ownerLabel(ownerOf(request));
  // Whoever it is left to brings it up when he likes.
  const container = facts.container && {
    ...facts.container,
    up: facts.container.up || conf.disableContainerInterface,
  };
  return [
    ...linkFindings('bridge', conf.bridge, 'bridge', want.bridge, facts.bridge),
    ...(facts.bridge && conf.promiscMode && !facts.bridge.promisc
      ? [`bridge "${conf.bridge}" is not promiscuous`]
      : []),
    ...(vlanGateway(conf) ? [] : addressFindings(`bridge "${conf.bridge}"`, gateways, facts.bridge)),
    ...[...new Set(gateways.map((cidr) => (isV6(cidr) ? 6 : 4)))].flatMap((family) =>
      facts.forwards[family as 4 | 6] ? [] : [`the host does not forward IPv${family}`],
    ),
    ...linkFindings('host interface', want.hostVeth.name, 'veth', want.hostVeth, facts.hostVeth),
    ...portFindings(conf, facts.hostVeth),
    ...(facts.vlans
      ? allVlanFindings(
          conf,
          facts.bridge,
          facts.hostVeth,
          { told: want.gateway, addresses: gateways },
          facts.vlans,
        )
      : []),
    ...(conf.macspoofchk ? spoofFindings(want.hostVeth.name, want.container.mac, label, facts.spoof) : []),
    ...linkFindings('container interface', want.container.name, 'veth', want.container, container),
    ...addressFindings(
      `container interface "${want.container.name}"`,
      (want.result.ips ?? []).map((ip) => ip.address),
      container,
    ),
    ...routeFindings(want.result, facts.routes),
    ...masqueradeFindings(conf, label, want.result, facts.masquerade),
  ];
}

export { expected } from './expected.ts';
