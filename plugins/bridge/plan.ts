import { configureInterface } from '../../lib/ops/configureInterface.ts';
import { addBridge, addVeth, setAlias, setBridgePort, setPromisc, setUp } from '../../lib/ops/link.ts';
import { addMasquerade } from '../../lib/ops/masquerade.ts';
import { refuseRouterAdvertisements } from '../../lib/ops/sysctl.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan, Step } from '../../lib/plan/step.ts';
import { masqueraded } from '../../lib/skel/masquerading.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';
import { type BridgeFacts, bridgeAlias, hostVethName, ownerOf } from './facts.ts';
import { forwardingSteps, gatewaySteps } from './gatewaySteps.ts';

type Request = AttachmentRequest<BridgeConf>;

/** The bridge if it is not there, and a veth pair from it into the container. */
export function planLink(request: Request, facts: BridgeFacts): Plan {
  const { conf, ifName } = request;
  const name = hostVethName(request);
  refuseIfTaken(request, facts);
  const host = { name, mac: facts.macs.hostVeth };
  const container = { name: ifName, mac: facts.macs.contVeth };
  return [
    ensureBridge(conf, facts),
    [
      addVeth(host, container, conf.mtu, conf.bridge, request.netns?.path ?? ''),
      setAlias('host', name, ownerLabel(ownerOf(request))),
      ...(conf.hairpinMode ? [setBridgePort(name, { hairpin: true })] : []),
      setUp('host', name),
      refuseRouterAdvertisements('host', name), // a bridge port takes none in any case
    ],
  ];
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

/** Steps for what is not yet as it should be; none in the ordinary case. The bridge is shared, so what is made of it is given back only if nobody uses it. */
function ensureBridge(conf: BridgeConf, { bridge, macs }: BridgeFacts): Step[] {
  const steps: Step[] = [];
  if (bridge === undefined) {
    steps.push(addBridge(conf.bridge, macs.bridge, conf.mtu), setAlias('host', conf.bridge, bridgeAlias));
    steps.push(refuseRouterAdvertisements('host', conf.bridge));
  }
  if (conf.promiscMode && !bridge?.promisc) steps.push(setPromisc('host', conf.bridge));
  if (!bridge?.up) steps.push(setUp('host', conf.bridge));
  return steps;
}

/** The container's addresses and routes, the bridge's gateway addresses, forwarding. */
export function planAddresses(request: Request, facts: BridgeFacts, result: Result): Plan {
  const host = [
    ...gatewaySteps(request.conf, facts, result),
    ...forwardingSteps(request.conf, facts, result),
  ];
  return [[...host, ...configureInterface(request.ifName, result, { dad: request.conf.enabledad })]];
}

/** The masquerade, which needs the addresses but no link. */
export function planAround(request: Request, facts: BridgeFacts, result: Result): Plan {
  const label = ownerLabel(ownerOf(request));
  return request.conf.ipMasq ? [addMasquerade(facts.backend, label, masqueraded(result))] : [];
}
