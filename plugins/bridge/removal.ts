import type { Door } from '../../lib/kernel/door.ts';
import { masqueradeState } from '../../lib/kernel/masqueradeState.ts';
import { allLinkFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import { means } from '../../lib/kernel/refusal.ts';
import { removeLink } from '../../lib/ops/link.ts';
import { type MasqueradeBackend, removeMasquerade, removeScaffold } from '../../lib/ops/masquerade.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { networkLabel, ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan, RulesStep, Step } from '../../lib/plan/step.ts';
import type { AttachmentRequest, NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { BridgeConf } from './conf.ts';
import { backendInUse, bridgeAlias, hostVethName, ownerOf, owners } from './facts.ts';
import { masqueraded } from './plan.ts';

const backends: MasqueradeBackend[] = ['iptables', 'nftables'];

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

/**
 * Stops masquerading an attachment. The addresses in prevResult spare us to list everybody's entries; where they turn out not
 * to be the ones that are there, the entries are looked for by their label. Returns failures as text.
 */
export async function stopMasquerade(
  request: AttachmentRequest<BridgeConf>,
  door: Door,
  world: World,
): Promise<string[]> {
  const { conf, prevResult } = request;
  if (!conf.ipMasq) return [];
  const [backend, label] = [backendInUse(conf), ownerLabel(ownerOf(request))];
  const told = prevResult === undefined ? [] : masqueraded(prevResult);
  const failures = await removeAll([removeMasquerade(backend, label, told).map(mustBeThere)], door);
  if (told.length > 0 && failures.length === 0) return [];
  const { entries } = await masqueradeState(world.runner, backend);
  const found = entries.filter((entry) => entry.label === label);
  if (found.length === 0) return failures.filter((failure) => !means('absent', failure));
  return removeAll([removeMasquerade(backend, label, found)], door);
}

function mustBeThere({ fine: _, ...step }: RulesStep): RulesStep {
  return step;
}

/** What GC has to remove: everything of this network whose owner is no valid attachment. Lists, as only GC may. */
export async function planCollection(
  request: NetworkRequest<BridgeConf>,
  door: Door,
  world: World,
): Promise<Plan> {
  const prefix = networkLabel('bridge', request.network);
  const valid = new Set(owners(request).map(ownerLabel));
  const isStale = (label: string) => label.startsWith(prefix) && !valid.has(label);
  const [found] = await door.ask('host', ['link', 'show', 'type', 'veth']);
  const links = allLinkFacts(found).filter((link) => isStale(link.alias));
  const rules = await Promise.all(backends.map((backend) => staleRules(backend, isStale, world)));
  return [[...links.map((link) => removeLink('host', link.name)), ...rules.flat()]];
}

async function staleRules(
  backend: MasqueradeBackend,
  isStale: (label: string) => boolean,
  world: World,
): Promise<Step[]> {
  const { entries } = await masqueradeState(world.runner, backend);
  const stale = entries.filter((entry) => isStale(entry.label));
  const labels = [...new Set(stale.map((entry) => entry.label))];
  return labels.flatMap((label) =>
    removeMasquerade(
      backend,
      label,
      stale.filter((entry) => entry.label === label),
    ),
  );
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

/** What masquerade entries share, when there is no entry any more of any network. */
export async function planScaffoldRemoval(world: World, which = backends): Promise<Plan> {
  const states = await Promise.all(which.map((backend) => masqueradeState(world.runner, backend)));
  return [
    states
      .filter((state) => state.entries.length === 0)
      .flatMap((state) => state.scaffold.map(removeScaffold)),
  ];
}
