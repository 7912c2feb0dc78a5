import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { hash64 } from '../../lib/net/hash.ts';
import { addVethToBridge, setMaster } from '../../lib/ops/bridge.ts';
import { setAlias, setUp } from '../../lib/ops/link.ts';
import { setPortVlans } from '../../lib/ops/portVlans.ts';
import { refuseRouterAdvertisements, skipDuplicateDetection } from '../../lib/ops/sysctl.ts';
import type { Step } from '../../lib/plan/step.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { BridgeConf } from './conf.ts';
import { bridgeAlias } from './facts.ts';

/** The gateway of a VLAN: one end of a veth pair has the addresses, the other is a port of the bridge in that VLAN. */
export interface VlanGateway {
  /** The interface with the addresses: "cni0.100". */
  name: string;
  /** The bridge port; always the same for one bridge and VLAN. */
  port: string;
  vlan: number;
}

/** What is there of it, and a MAC for each end, drawn by chance. */
export interface VlanGatewayFacts {
  link: LinkFacts | undefined;
  port: LinkFacts | undefined;
  macs: { link: string; port: string };
}

/** The gateway that a network needs in its VLAN; undefined if the bridge itself is the gateway, or nobody is. */
export function vlanGateway(conf: BridgeConf): VlanGateway | undefined {
  if (!conf.isGateway || conf.vlan === undefined || conf.ipamType === undefined) return undefined;
  const { bridge, vlan } = conf;
  return { name: gatewayName(bridge, vlan), port: gatewayPort(bridge, vlan), vlan };
}

/** True for the port of a gateway in any VLAN, also where ADD was cut short before it was labelled. */
export function isGatewayPort(port: LinkFacts, bridge: string): boolean {
  const vlan = Number(port.parent?.slice(bridge.length + 1));
  return port.parent === gatewayName(bridge, vlan) && port.name === gatewayPort(bridge, vlan);
}

function gatewayPort(bridge: string, vlan: number): string {
  return `veth${hash64(['bridge', bridge, vlan].join('\n')).slice(0, 11)}`;
}

export function gatewayName(bridge: string, vlan: number): string {
  return `${bridge}.${vlan}`;
}

/** True if all has been done before: the label is written last. */
export function isReady({ link, port }: VlanGatewayFacts, bridge: string): boolean {
  return link?.alias === bridgeAlias && link.up && port?.up === true && port.master === bridge;
}

/** Steps for what is not yet as it should be, before and after the VLANs are set. What others made is used as it is. */
export function vlanGatewaySteps(
  conf: BridgeConf,
  bridge: LinkFacts | undefined,
  initial: number,
  facts: VlanGatewayFacts | undefined,
): Record<'make' | 'vlans' | 'finish', Step[]> {
  const wanted = vlanGateway(conf);
  if (
    wanted === undefined ||
    facts === undefined ||
    isReady(facts, conf.bridge) ||
    isForeign(wanted, facts, conf)
  )
    return { make: [], vlans: [], finish: [] };
  const { name, port, vlan } = wanted;
  const ends = { link: { name, mac: facts.macs.link }, port: { name: port, mac: facts.macs.port } };
  return {
    make: [
      facts.link === undefined
        ? addVethToBridge(ends.port, ends.link, bridge?.mtu ?? conf.mtu, conf.bridge)
        : setMaster('host', port, conf.bridge),
    ],
    vlans: setPortVlans(port, { native: vlan, tagged: [] }, initial, conf.preserveDefaultVlan),
    finish: [
      ...[port, name].map((end) => refuseRouterAdvertisements('host', end)),
      skipDuplicateDetection(name),
      ...[port, name].map((end) => setUp('host', end)),
      ...[port, name].map((end) => setAlias('host', end, bridgeAlias)),
    ],
  };
}

/**
 * A veth whose other end is not the port that we would make, or a VLAN device, serves as well. Throws CniError for all
 * else.
 */
function isForeign({ name, vlan }: VlanGateway, { link, port }: VlanGatewayFacts, conf: BridgeConf): boolean {
  if (link === undefined || (port !== undefined && port.peerIndex === link.index)) return false;
  const isVlanDevice = link.kind === 'vlan' && link.parent === conf.bridge && link.data.id === vlan;
  if (link.kind === 'veth' || isVlanDevice) return true;
  throw new CniError(
    Code.nameTaken,
    `Cannot use "${name}" as gateway of "vlan" ${vlan}: an interface of that name is something else`,
  );
}
