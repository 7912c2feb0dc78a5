import { removeMasquerade, restoreMasquerade } from '../ops/masquerade.ts';
import type { Plan } from '../plan/step.ts';
import type { Result } from '../spec/result.ts';
import { masqueradeFindings, observeMasquerade, withoutLater } from './masqueradeCheck.ts';
import { backendInUse, type MasqueradeConf, masqueraded } from './masquerading.ts';
import type { World } from './world.ts';

/** Steps that masquerade again what is not masqueraded any more, as the owner's `label` says; none where nothing is missing. */
export async function planMasqueradeRepair(
  conf: MasqueradeConf,
  label: string,
  result: Result,
  world: World,
): Promise<Plan> {
  const facts = await observeMasquerade(conf, world);
  if (masqueradeFindings(conf, label, result, facts).length === 0) return [];
  const backend = backendInUse(conf);
  const all = masqueraded(withoutLater(result));
  const there = all.filter(({ ip }) =>
    facts.entries.some((entry) => entry.ip === ip && entry.label === label),
  );
  // Entries may be there that nothing leads to: they go first, or they would be there twice.
  return [removeMasquerade(backend, label, there), restoreMasquerade(backend, label, all)];
}
