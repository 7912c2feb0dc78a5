import type { Door } from '../../lib/kernel/door.ts';
import { allLinkFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { removeLink } from '../../lib/ops/link.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { networkLabel, ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { staleMasquerade } from '../../lib/skel/masqueradeRemoval.ts';
import { validOwners } from '../../lib/skel/owners.ts';
import type { AttachmentRequest, NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { BridgeConf } from './conf.ts';
import { bridgeAlias, hostVethName, ownerOf } from './facts.ts';

/** Removes the veth pair of an attachment. Returns failures as text. */
export async function removeVeth(request: AttachmentRequest<BridgeConf>, door: Door): Promise<string[]> {
  return removeAll(await planLinkRemoval(request, door), door);
}

/** The host's end goes by its name and label, and the container's with it; so the namespace need not be there. */
async function planLinkRemoval(request: AttachmentRequest<BridgeConf>, door: Door): Promise<Plan> {
  const [found] = await door.ask('host', showLink(hostVethName(request)));
  const host = linkFacts(found);
  if (host?.alias === ownerLabel(ownerOf(request))) return [[removeLink('host', host.name)]];
  if (host !== undefined && host.alias === '') return [[removeLink('host', host.name)]]; // killed before it was labelled
  return foreignLinkRemoval(request, door);
}

/** An attachment that another suite made has its link in the container under the name that prevResult tells. */
async function foreignLinkRemoval(request: AttachmentRequest<BridgeConf>, door: Door): Promise<Plan> {
  const { netns, ifName, prevResult, sandbox } = request;
  const ours = prevResult?.interfaces?.some((own) => own.name === ifName && own.sandbox === sandbox);
  if (netns === undefined || !ours) return [];
  const [found] = await door.ask('container', showLink(ifName));
  return linkFacts(found)?.kind === 'veth' ? [[removeLink('container', ifName)]] : [];
}

/** What GC has to remove: everything of this network whose owner is no valid attachment. Lists, as only GC may. */
export async function planCollection(
  request: NetworkRequest<BridgeConf>,
  door: Door,
  world: World,
): Promise<Plan> {
  const prefix = networkLabel('bridge', request.network);
  const valid = new Set(validOwners('bridge', request).map(ownerLabel));
  const isStale = (label: string) => label.startsWith(prefix) && !valid.has(label);
  const [found] = await door.ask('host', ['link', 'show', 'type', 'veth']);
  const links = allLinkFacts(found).filter((link) => isStale(link.alias));
  const rules = await staleMasquerade(isStale, world);
  return [[...links.map((link) => removeLink('host', link.name)), ...rules]];
}

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
