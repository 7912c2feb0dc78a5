import type { Door } from '../../lib/kernel/door.ts';
import { allLinkFacts, type LinkFacts } from '../../lib/kernel/observe.ts';
import { isIn, portVlanFacts, showVlans } from '../../lib/kernel/portVlanFacts.ts';
import { isGatewayPort } from './vlanGateway.ts';

/** The ports of a bridge that is there: those that somebody uses, and those that only are our gateways of VLANs. */
export interface Ports {
  used: LinkFacts[];
  gateways: LinkFacts[];
}

/** Lists, as only GC and a failed ADD may. `ip` ends at once when asked for the ports of a bridge that is not there. */
export async function observePorts(bridge: string, door: Door): Promise<Ports> {
  const [found] = await door.ask('host', ['link', 'show', 'master', bridge]);
  const all = allLinkFacts(found);
  const isGateway = (port: LinkFacts) => isGatewayPort(port, bridge);
  return { used: all.filter((port) => !isGateway(port)), gateways: all.filter(isGateway) };
}

/** True if one of these ports is in a VLAN. */
export async function isVlanUsed(vlan: number, ports: LinkFacts[], door: Door): Promise<boolean> {
  if (ports.length === 0) return false;
  const [found] = await door.askBridge(showVlans());
  const names = new Set(ports.map((port) => port.name));
  return portVlanFacts(found).some((port) => names.has(port.port) && isIn(port, vlan));
}
