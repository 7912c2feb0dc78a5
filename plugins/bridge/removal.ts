import type { Door } from '../../lib/kernel/door.ts';
import { linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { removeLink } from '../../lib/ops/link.ts';
import type { Plan } from '../../lib/plan/step.ts';
import type { NetworkRequest } from '../../lib/skel/request.ts';
import type { BridgeConf } from './conf.ts';
import { bridgeAlias } from './facts.ts';

/** The bridge, when no attachment of its network is valid any more, weft made it and it has no port. */
export async function planBridgeRemoval(request: NetworkRequest<BridgeConf>, door: Door): Promise<Plan> {
  const name = request.conf.bridge;
  const [found] = await door.ask('host', showLink(name));
  const bridge = linkFacts(found);
  if (bridge?.alias !== bridgeAlias || request.validAttachments.length > 0) return [];
  const [ports] = await door.ask('host', ['link', 'show', 'master', name]);
  return ports?.length === 0 ? [[removeLink('host', name)]] : [];
}

export { planScaffoldRemoval, stopMasquerade } from '../../lib/skel/masqueradeRemoval.ts';
export { planCollection, removeVeth } from '../../lib/skel/vethRemoval.ts';
