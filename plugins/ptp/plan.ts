import { addAddress, addRoute } from '../../lib/ops/address.ts';
import { addressSysctls, gatewayFor } from '../../lib/ops/configureInterface.ts';
import { addVeth, setAlias, setUp } from '../../lib/ops/link.ts';
import { addMasquerade } from '../../lib/ops/masquerade.ts';
import { refuseRouterAdvertisements, skipDuplicateDetection } from '../../lib/ops/sysctl.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { IpStep, Plan, Step } from '../../lib/plan/step.ts';
import { type Forwarding, forwardingSteps } from '../../lib/skel/forwarding.ts';
import { masqueraded } from '../../lib/skel/masquerading.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Result, Route } from '../../lib/spec/result.ts';
import { families, gateways, isBeside, ownRoutes, paths } from './addressing.ts';
import type { PtpConf } from './conf.ts';
import { ownerOf, type PtpFacts, vethName } from './facts.ts';

type Request = AttachmentRequest<PtpConf>;

/** A veth pair from the host into the container. */
export function planLink(request: Request, { hostVeth, macs }: PtpFacts): Plan {
  const { conf, ifName, containerId, network, netns } = request;
  const name = vethName(request);
  if (hostVeth !== undefined)
    throw new CniError(
      Code.nameTaken,
      `Cannot attach "${ifName}" of container "${containerId}" to network "${network}": attached already, through "${name}"`,
    );
  const host = { name, mac: macs.hostVeth };
  const container = { name: ifName, mac: macs.contVeth };
  return [
    [
      addVeth(host, container, conf.mtu, undefined, netns?.path ?? ''),
      setAlias('host', name, ownerLabel(ownerOf(request))),
      refuseRouterAdvertisements('host', name),
      skipDuplicateDetection(name),
      setUp('host', name),
    ],
  ];
}

/** Both ends: the gateways and a route to each address on the host, addresses and routes in the container. */
export function planAddresses(request: Request, { forwards }: PtpFacts, result: Result): Plan {
  return [[...configureHost(request, forwards, result), ...configureContainer(request, result)]];
}

function configureHost(request: Request, forwards: Forwarding, result: Result): Step[] {
  const name = vethName(request);
  return [
    ...families(result).flatMap((family) => forwardingSteps(family, forwards)),
    ...gateways(result).map((cidr) => addAddress('host', name, cidr, { dad: false })),
    ...paths(result).map(({ ip, single }) => addRoute('host', name, { dst: ip + single }, undefined)),
  ];
}

/** All traffic goes through the gateway, that to the own subnet too: nobody else is on the wire. */
function configureContainer({ ifName }: Request, result: Result): Step[] {
  const addresses = paths(result).map(({ address }) => address);
  return [
    ...addressSysctls(ifName, result, { dad: false }),
    ...addresses.map((cidr) => addAddress('container', ifName, cidr, { dad: false, noRoute: true })),
    setUp('container', ifName),
    ...ownRoutes(result).map(({ dst, gw, source }) => addRoute('container', ifName, { dst }, gw, source)),
    ...(result.routes ?? []).map((route) => ipamRoute(ifName, route, result)),
  ];
}

/** A route of IPAM's. Nothing but `onlink` tells the kernel that another address of the subnet is on the wire. */
function ipamRoute(ifName: string, route: Route, result: Result): IpStep {
  const step = addRoute('container', ifName, route, gatewayFor(route.dst, result));
  return isBeside(route.gw, result) ? { ...step, words: [...step.words, 'onlink'] } : step;
}

/** The masquerade, which needs the addresses but no link. */
export function planAround(request: Request, { backend }: PtpFacts, result: Result): Plan {
  const label = ownerLabel(ownerOf(request));
  return request.conf.ipMasq && backend ? [addMasquerade(backend, label, masqueraded(result))] : [];
}
