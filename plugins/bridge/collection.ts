import type { Door } from '../../lib/kernel/door.ts';
import { linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { removeLink } from '../../lib/ops/link.ts';
import type { Plan } from '../../lib/plan/step.ts';
import type { NetworkRequest } from '../../lib/skel/request.ts';
import type { BridgeConf } from './conf.ts';
import { bridgeAlias } from './facts.ts';
import { isVlanUsed, observePorts } from './ports.ts';
import { vlanGateway } from './vlanGateway.ts';

/**
 * When no attachment of its network is valid any more: the gateway in its VLAN, if no port is in that VLAN; and, if no
 * port at all is used, every gateway in a VLAN and the bridge, if weft made it.
 */
export async function planBridgeRemoval(request: NetworkRequest<BridgeConf>, door: Door): Promise<Plan> {
  const name = request.conf.bridge;
  const [found] = await door.ask('host', showLink(name));
  const bridge = linkFacts(found);
  if (bridge?.kind !== 'bridge' || request.validAttachments.length > 0) return [];
  const { used, gateways } = await observePorts(name, door);
  if (used.length === 0) {
    const ours = bridge.alias === bridgeAlias ? [removeLink('host', name)] : [];
    return [[...gateways.map((port) => removeLink('host', port.name)), ...ours]];
  }
  const own = vlanGateway(request.conf);
  const made = own && gateways.find((port) => port.name === own.port);
  return made && !(await isVlanUsed(own.vlan, used, door)) ? [[removeLink('host', made.name)]] : [];
}

export { planScaffoldRemoval } from '../../lib/skel/masqueradeRemoval.ts';
export { planCollection } from '../../lib/skel/vethRemoval.ts';
export { planSpoofBaseRemoval, planSpoofCollection } from './spoofRemoval.ts';
