import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { addBridge, filterVlans, setBridgePort } from '../../lib/ops/bridge.ts';
import { configureInterface } from '../../lib/ops/configureInterface.ts';
import { addVeth, setAlias, setPromisc, setUp } from '../../lib/ops/link.ts';
import { addMasquerade } from '../../lib/ops/masquerade.ts';
import { setPortVlans } from '../../lib/ops/portVlans.ts';
import { refuseRouterAdvertisements, skipDuplicateDetection } from '../../lib/ops/sysctl.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan, Step } from '../../lib/plan/step.ts';
import { masqueraded } from '../../lib/skel/masquerading.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';
import { type BridgeFacts, bridgeAlias, hostVethName, ownerOf } from './facts.ts';
import { forwardGateways, gatewaySteps } from './gatewaySteps.ts';
import { spoofSteps } from './spoofSteps.ts';
import { vlanGatewaySteps } from './vlanGateway.ts';

type Request = AttachmentRequest<BridgeConf>;

/**
 * The bridge if it is not there, and a veth pair from it into the container. The port is in its VLANs, and its sender's
 * MAC is checked, before the first frame can come through it.
 */
export function planLink(request: Request, facts: BridgeFacts): Plan {
  const { conf, ifName } = request;
  const name = hostVethName(request);
  refuseIfTaken(request, facts);
  const host = { name, mac: facts.macs.hostVeth };
  const container = { name: ifName, mac: facts.macs.contVeth };
  const guard = spoofSteps(request, facts);
  const initial = initialVlan(facts.bridge);
  const gateway = vlanGatewaySteps(conf, facts.bridge, initial, facts.vlanGateway);
  return [
    [...ensureBridge(conf, facts), ...guard.check],
    [
      addVeth(host, container, conf.mtu, conf.bridge, request.netns?.path ?? ''),
      setAlias('host', name, ownerLabel(ownerOf(request))),
      ...(conf.hairpinMode ? [setBridgePort(name, 'hairpin')] : []),
      ...(conf.portIsolation ? [setBridgePort(name, 'isolated')] : []),
      ...gateway.make,
      ...(conf.vlans ? setPortVlans(name, conf.vlans, initial, conf.preserveDefaultVlan) : []),
      ...gateway.vlans,
      setUp('host', name),
      refuseRouterAdvertisements('host', name), // a bridge port takes none in any case
      ...guard.marks,
      ...gateway.finish,
    ],
  ];
}

/** The VLAN that every new port of a bridge is in. */
export function initialVlan(bridge: LinkFacts | undefined): number {
  return Number(bridge?.data.vlan_default_pvid ?? 1);
}

function refuseIfTaken(
  { conf, containerId, ifName, network }: Request,
  { bridge, hostVeth }: BridgeFacts,
): void {
  if (bridge !== undefined && bridge.kind !== 'bridge')
    throw new CniError(
      Code.nameTaken,
      `Cannot use "bridge" "${conf.bridge}": an interface of that name is no bridge`,
    );
  if (hostVeth !== undefined)
    throw new CniError(
      Code.nameTaken,
      `Cannot attach "${ifName}" of container "${containerId}" to network "${network}": attached already, through "${hostVeth.name}"`,
    );
}

/**
 * Who made a bridge decides whether it tells VLANs apart; one of ours may be told to, since its ports are all in VLAN 1
 * so far.
 */
function filtering(conf: BridgeConf, bridge: LinkFacts): Step[] {
  if (!conf.vlans || bridge.data.vlan_filtering === 1) return [];
  if (bridge.alias === bridgeAlias) return [filterVlans(bridge.name)];
  const key = conf.vlan ? `"vlan" ${conf.vlan}` : '"vlanTrunk"';
  throw new CniError(
    Code.invalidConfig,
    `Cannot use ${key} on "bridge" "${conf.bridge}": it was made elsewhere and does not filter VLANs; "ip link set ${conf.bridge} type bridge vlan_filtering 1" has it do so`,
  );
}

/**
 * Steps for what is not yet as it should be; none in the ordinary case. The bridge is shared, so what is made of it is
 * given back only if nobody uses it.
 */
function ensureBridge(conf: BridgeConf, { bridge, macs }: BridgeFacts): Step[] {
  const steps: Step[] = [];
  if (bridge === undefined) {
    steps.push(addBridge(conf.bridge, macs.bridge, conf.mtu, conf.vlans !== undefined));
    steps.push(setAlias('host', conf.bridge, bridgeAlias));
    steps.push(refuseRouterAdvertisements('host', conf.bridge));
    if (conf.isGateway) steps.push(skipDuplicateDetection(conf.bridge));
  } else steps.push(...filtering(conf, bridge));
  if (conf.promiscMode && !bridge?.promisc) steps.push(setPromisc('host', conf.bridge));
  if (!bridge?.up) steps.push(setUp('host', conf.bridge));
  return steps;
}

/** The container's addresses and routes, the bridge's gateway addresses, forwarding. */
export function planAddresses({ conf, ifName }: Request, facts: BridgeFacts, result: Result): Plan {
  const host = [...gatewaySteps(conf, facts, result), ...forwardGateways(conf, facts, result)];
  if (conf.disableContainerInterface) return [host];
  // Where the bridge is the gateway, nobody else on it may say that he is.
  const only = conf.isGateway ? [refuseRouterAdvertisements('container', ifName)] : [];
  return [[...host, ...only, ...configureInterface(ifName, result, { dad: conf.enabledad })]];
}

/** The masquerade, which needs the addresses but no link. */
export function planAround(request: Request, facts: BridgeFacts, result: Result): Plan {
  const label = ownerLabel(ownerOf(request));
  return request.conf.ipMasq && facts.backend
    ? [addMasquerade(facts.backend, label, masqueraded(result))]
    : [];
}
