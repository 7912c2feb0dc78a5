import type { Door } from '../kernel/door.ts';
import { allLinkFacts, type LinkFacts, linkFacts, showLink } from '../kernel/observe.ts';
import { removeLink } from '../ops/link.ts';
import { removeAll } from '../plan/apply.ts';
import { networkLabel, ownerLabel } from '../plan/owner.ts';
import type { Plan } from '../plan/step.ts';
import { staleMasquerade } from './masqueradeRemoval.ts';
import { attachmentOwner, validOwners } from './owners.ts';
import type { AttachmentRequest, NetworkRequest } from './request.ts';
import { hostVethName } from './vethPair.ts';
import type { World } from './world.ts';

/** Removes the veth pair that `plugin` made for an attachment. Returns failures as text. */
export async function removeVeth(
  plugin: string,
  request: AttachmentRequest<unknown>,
  door: Door,
): Promise<string[]> {
  return removeAll(await planLinkRemoval(plugin, request, door), door);
}

/** The host's end goes by its name and label, and the container's with it; so the namespace need not be there. */
async function planLinkRemoval(
  plugin: string,
  request: AttachmentRequest<unknown>,
  door: Door,
): Promise<Plan> {
  const [found] = await door.ask('host', showLink(hostVethName(plugin, request)));
  const host = linkFacts(found);
  if (host?.alias === ownerLabel(attachmentOwner(plugin, request))) return [[removeLink('host', host.name)]];
  if (host !== undefined && host.alias === '') return [[removeLink('host', host.name)]]; // killed before it was labelled
  return foreignLinkRemoval(request, door);
}

/**
 * An attachment that another suite made has its link in the container under the name that prevResult tells. The path in CNI_NETNS may mean
 * another namespace by now, so it has to have the MAC that prevResult tells as well, and its other end no label of ours.
 */
async function foreignLinkRemoval(request: AttachmentRequest<unknown>, door: Door): Promise<Plan> {
  const { netns, ifName, prevResult, sandbox } = request;
  const told = prevResult?.interfaces?.find((one) => one.name === ifName && one.sandbox === sandbox);
  if (netns === undefined || told?.mac === undefined) return [];
  const [found] = await door.ask('container', showLink(ifName));
  const link = linkFacts(found);
  const isMeant = link?.kind === 'veth' && link.mac === told.mac.toLowerCase();
  return isMeant && !(await hasOwner(link, door)) ? [[removeLink('container', ifName)]] : [];
}

/** Several attachments may have been given one MAC. Those that we made are told by the host's end. */
async function hasOwner({ peerIndex }: LinkFacts, door: Door): Promise<boolean> {
  if (peerIndex === undefined) return false;
  const [found] = await door.ask('host', showLink(`if${peerIndex}`));
  return linkFacts(found)?.alias.startsWith('weft:') === true;
}

/**
 * What GC has to remove: every veth pair and masquerade of this network whose owner is no valid attachment. Lists, as
 * only GC may.
 */
export async function planCollection(
  plugin: string,
  request: NetworkRequest<unknown>,
  door: Door,
  world: World,
): Promise<Plan> {
  const prefix = networkLabel(plugin, request.network);
  const valid = new Set(validOwners(plugin, request).map(ownerLabel));
  const isStale = (label: string) => label.startsWith(prefix) && !valid.has(label);
  const [found] = await door.ask('host', ['link', 'show', 'type', 'veth']);
  const links = allLinkFacts(found).filter((link) => isStale(link.alias));
  const rules = await staleMasquerade(isStale, world);
  return [[...links.map((link) => removeLink('host', link.name)), ...rules]];
}
