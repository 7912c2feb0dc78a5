import type { Door } from '../kernel/door.ts';
import type { MasqueradeState } from '../kernel/masqueradeState.ts';
import { linkFacts, showLink } from '../kernel/observe.ts';
import { means } from '../kernel/refusal.ts';
import { type MasqueradeBackend, removeMasquerade, removeScaffold } from '../ops/masquerade.ts';
import { removeAll } from '../plan/apply.ts';
import { ownerLabel } from '../plan/owner.ts';
import type { Plan, RulesStep, Step } from '../plan/step.ts';
import { backendInUse, type MasqueradeConf, masqueraded } from './masquerading.ts';
import { attachmentOwner } from './owners.ts';
import type { AttachmentRequest } from './request.ts';
import { hostVethName } from './vethPair.ts';
import type { World } from './world.ts';

const backends: MasqueradeBackend[] = ['iptables', 'nftables'];

/**
 * Stops masquerading an attachment of `plugin`. The addresses in prevResult spare us to list everybody's entries; where they turn out
 * not to be the ones that are there, the entries are looked for by the label. An attachment that is there and has none may have been
 * masqueraded by the other backend: the configuration, or what is installed, has changed since ADD. Whether it was at all is not asked
 * where the configuration says no, since that starts a program: ADD takes the place of what stays, and GC collects it.
 * To be called before the veth pair is removed. Returns failures as text.
 */
export async function stopMasquerade(
  plugin: string,
  request: AttachmentRequest<MasqueradeConf>,
  door: Door,
  world: World,
): Promise<string[]> {
  const { conf, prevResult } = request;
  if (!conf.ipMasq) return [];
  const label = ownerLabel(attachmentOwner(plugin, request));
  const there = isThere(plugin, request, label, door);
  const backend = backendInUse(conf);
  const told = prevResult === undefined ? [] : masqueraded(prevResult);
  const failures = await removeAll([removeMasquerade(backend, label, told).map(mustBeThere)], door);
  if (told.length > 0 && failures.length === 0) return [];
  const removal = await removalByLabel(backend, label, world);
  if (removal.length > 0) return removeAll([removal], door);
  const others = (await there) ? await removalByLabel(otherThan(backend), label, world) : [];
  return [...failures.filter((failure) => !means('absent', failure)), ...(await removeAll([others], door))];
}

/** Asked at once, while the removal of the pair waits for its own question. */
async function isThere(
  plugin: string,
  request: AttachmentRequest<unknown>,
  label: string,
  door: Door,
): Promise<boolean> {
  const [found] = await door.ask('host', showLink(hostVethName(plugin, request))).catch(() => []);
  return linkFacts(found)?.alias === label;
}

function otherThan(backend: MasqueradeBackend): MasqueradeBackend {
  return backend === 'iptables' ? 'nftables' : 'iptables';
}

async function removalByLabel(backend: MasqueradeBackend, label: string, world: World): Promise<RulesStep[]> {
  const { entries } = await stateOf(backend, world);
  return removeMasquerade(
    backend,
    label,
    entries.filter((entry) => entry.label === label),
  );
}

function mustBeThere({ fine: _, ...step }: RulesStep): RulesStep {
  return step;
}

/** The removal of every entry whose label is stale, with either backend. Lists, as only GC may. */
export async function staleMasquerade(isStale: (label: string) => boolean, world: World): Promise<Step[]> {
  return (await Promise.all(backends.map((backend) => staleEntries(backend, isStale, world)))).flat();
}

async function staleEntries(
  backend: MasqueradeBackend,
  isStale: (label: string) => boolean,
  world: World,
): Promise<Step[]> {
  const { entries } = await stateOf(backend, world);
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

/** Reading a listing is loaded by who lists: an ordinary DEL does not. */
async function stateOf(backend: MasqueradeBackend, world: World): Promise<MasqueradeState> {
  const { masqueradeState } = await import('../kernel/masqueradeState.ts');
  return masqueradeState(world.runner, backend);
}

/** What masquerade entries share, when there is no entry any more of any network. */
export async function planScaffoldRemoval(world: World, which = backends): Promise<Plan> {
  const states = await Promise.all(which.map((backend) => stateOf(backend, world)));
  return [
    states
      .filter((state) => state.entries.length === 0)
      .flatMap((state) => state.scaffold.map(removeScaffold)),
  ];
}
