import { addressFindings, linkFindings } from '../../lib/kernel/compare.ts';
import type { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { type PortVlanFacts, portVlanFacts, showVlans } from '../../lib/kernel/portVlanFacts.ts';
import type { Interface } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';
import { initialVlan } from './plan.ts';
import { vlanFindings } from './portFindings.ts';
import { vlanGateway } from './vlanGateway.ts';

/** What is there now that has to do with VLANs. */
export interface VlanCheckFacts {
  vlans: PortVlanFacts[];
  gateway: LinkFacts | undefined;
  gatewayPort: LinkFacts | undefined;
}

/** Asks for the VLANs of the host's end, and for the gateway and its VLANs where the network has one. */
export async function observeVlans(conf: BridgeConf, hostVeth: string, door: Door): Promise<VlanCheckFacts> {
  const own = vlanGateway(conf);
  const links = own === undefined ? [] : await door.ask('host', showLink(own.name), showLink(own.port));
  const [gateway, gatewayPort] = links.map(linkFacts);
  const ports = [hostVeth, ...(gatewayPort ? [gatewayPort.name] : [])];
  const found = await door.askBridge(...ports.map(showVlans));
  return { vlans: found.flatMap(portVlanFacts), gateway, gatewayPort };
}

/**
 * What differs of VLANs and of the gateway in one. `addresses`: those that the gateway must have; `told`: it, in
 * prevResult.
 */
export function allVlanFindings(
  conf: BridgeConf,
  bridge: LinkFacts | undefined,
  hostVeth: LinkFacts | undefined,
  { told, addresses }: { told: Interface | undefined; addresses: string[] },
  facts: VlanCheckFacts,
): string[] {
  if (!conf.vlans || bridge?.kind !== 'bridge') return [];
  const initial = conf.preserveDefaultVlan ? initialVlan(bridge) : undefined;
  const of = (name: string) => facts.vlans.find(({ port }) => port === name);
  return [
    ...(bridge.data.vlan_filtering === 1 ? [] : [`bridge "${conf.bridge}" does not filter VLANs`]),
    ...(hostVeth?.master === conf.bridge
      ? vlanFindings(`host interface "${hostVeth.name}"`, conf.vlans, initial, of(hostVeth.name))
      : []),
    ...gatewayFindings(),
  ];

  function gatewayFindings(): string[] {
    const own = vlanGateway(conf);
    if (own === undefined) return [];
    const kind = facts.gateway?.kind === 'vlan' ? 'vlan' : 'veth'; // one that was made by hand may be either
    const link = linkFindings('gateway', own.name, kind, told, facts.gateway);
    const missing = addressFindings(`gateway "${own.name}"`, addresses, facts.gateway);
    return [...link, ...missing, ...gatewayPortFindings(own.vlan)];
  }

  function gatewayPortFindings(native: number): string[] {
    const port = facts.gatewayPort;
    if (port === undefined) return [];
    const subject = `port "${port.name}" of the gateway`;
    if (port.master !== conf.bridge) return [`${subject} is no port of bridge "${conf.bridge}"`];
    return [
      ...(port.up ? [] : [`${subject} is down`]),
      ...vlanFindings(subject, { native, tagged: [] }, initial, of(port.name)),
    ];
  }
}
