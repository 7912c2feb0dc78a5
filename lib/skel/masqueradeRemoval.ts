import type { Door } from '../kernel/door.ts';
import type { MasqueradeState } from '../kernel/masqueradeState.ts';
import { means } from '../kernel/refusal.ts';
import { type MasqueradeBackend, removeMasquerade, removeScaffold } from '../ops/masquerade.ts';
import { removeAll } from '../plan/apply.ts';
import type { Plan, RulesStep, Step } from '../plan/step.ts';
import type { Result } from '../spec/result.ts';
import { backendInUse, type MasqueradeConf, masqueraded } from './masquerading.ts';
import type { World } from './world.ts';

const backends: MasqueradeBackend[] = ['iptables', 'nftables'];

/**
 * Stops masquerading the attachment whose owner's label is `label`. The addresses in prevResult spare us to list
 * everybody's entries; where they turn out not to be the ones that are there, the entries are looked for by the label.
 * Returns failures as text.
 */
export async function stopMasquerade(
  { conf, prevResult }: { conf: MasqueradeConf; prevResult?: Result },
  label: string,
  door: Door,
  world: World,
): Promise<string[]> {
  if (!conf.ipMasq) return [];
  const backend = backendInUse(conf);
  const told = prevResult === undefined ? [] : masqueraded(prevResult);
  const failures = await removeAll([removeMasquerade(backend, label, told).map(mustBeThere)], door);
  if (told.length > 0 && failures.length === 0) return [];
  const { entries } = await stateOf(backend, world);
  const found = entries.filter((entry) => entry.label === label);
  if (found.length === 0) return failures.filter((failure) => !means('absent', failure));
  return removeAll([removeMasquerade(backend, label, found)], door);
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
