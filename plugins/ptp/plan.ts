import { isV6, subnetText } from '../../lib/net/family.ts';
import { addAddress, addRoute } from '../../lib/ops/address.ts';
import { addressSysctls, gatewayFor } from '../../lib/ops/configureInterface.ts';
import { addVeth, setAlias, setUp } from '../../lib/ops/link.ts';
import { addMasquerade } from '../../lib/ops/masquerade.ts';
import { enableForwarding, refuseRouterAdvertisements } from '../../lib/ops/sysctl.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan, Step } from '../../lib/plan/step.ts';
import { masqueraded } from '../../lib/skel/masquerading.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import { gateways, paths } from './addressing.ts';
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
      setUp('host', name),
    ],
  ];
}

/** Both ends: the gateways and a route to each address on the host, addresses and routes in the container. */
export function planAddresses(request: Request, { forwards }: PtpFacts, result: Result): Plan {
  return [[...configureHost(request, forwards, result), ...configureContainer(request, result)]];
}

function configureHost(request: Request, forwards: Record<4 | 6, boolean>, result: Result): Step[] {
  const name = vethName(request);
  const families = new Set(paths(result).map(({ ip }): 4 | 6 => (isV6(ip) ? 6 : 4)));
  return [
    ...[...families].filter((family) => !forwards[family]).map(enableForwarding),
    ...gateways(result).map((cidr) => addAddress('host', name, cidr, { dad: false })),
    ...paths(result).map(({ ip, single }) => addRoute('host', name, { dst: ip + single }, undefined)),
  ];
}

/** All traffic goes through the gateway, that to the own subnet too: nobody else is on the wire. */
function configureContainer({ ifName }: Request, result: Result): Step[] {
  const route = (dst: string, via?: string, source?: string) =>
    addRoute('container', ifName, { dst }, via, source);
  return [
    ...addressSysctls(ifName, result, { dad: false }),
    ...paths(result).map(({ address }) =>
      addAddress('container', ifName, address, { dad: false, noRoute: true }),
    ),
    setUp('container', ifName),
    ...gateways(result).map((cidr) => route(cidr, undefined, sourceFor(cidr, result))),
    ...paths(result).flatMap(({ address, ip, gateway }) => {
      const subnet = subnetText(address);
      return /\/(32|128)$/.test(subnet) ? [] : [route(subnet, gateway, ip)];
    }),
    ...(result.routes ?? []).map((own) => addRoute('container', ifName, own, gatewayFor(own.dst, result))),
  ];
}

/** The first address behind a gateway. */
function sourceFor(gateway: string, result: Result): string | undefined {
  return paths(result).find((path) => path.gateway + path.single === gateway)?.ip;
}

/** The masquerade, which needs the addresses but no link. */
export function planAround(request: Request, { backend }: PtpFacts, result: Result): Plan {
  const label = ownerLabel(ownerOf(request));
  return request.conf.ipMasq ? [addMasquerade(backend, label, masqueraded(result))] : [];
}
