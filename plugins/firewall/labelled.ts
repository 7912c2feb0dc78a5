import { firewallTableState } from '../../lib/kernel/firewallNftState.ts';
import { filterRules, labelOf } from '../../lib/kernel/firewallState.ts';
import type { IngressPolicy, RulesBackend } from '../../lib/ops/firewall.ts';
import { removeRules } from '../../lib/ops/firewallIptables.ts';
import { removeElements } from '../../lib/ops/firewallNft.ts';
import type { Stage } from '../../lib/plan/step.ts';
import type { World } from '../../lib/skel/world.ts';

/** What is to be removed beyond what has been removed already. */
export interface Rest {
  stage: Stage;
  /** Policies that nobody may have any more. */
  policies: IngressPolicy[];
  /** True if it could be looked at all that is there. */
  seen: boolean;
}

/** All that carries a label, as a listing shows it. */
export async function labelled(backend: RulesBackend, label: string, world: World): Promise<Rest> {
  const why = 'remove what carries the label of the attachment';
  if (backend === 'nftables') {
    const table = await firewallTableState(world.runner);
    const { elements = [], between = [], isolated = [] } = table ?? {};
    const own = elements.filter((element) => element.label === label);
    const policies = between.map((device) => policyOf(device, isolated.includes(device)));
    return { stage: own.length === 0 ? [] : [removeElements(own, why)], policies, seen: table !== undefined };
  }
  const listings = await Promise.all([false, true].map((v6) => filterRules(world.runner, v6)));
  const own = listings.map((listing) => (listing?.rules ?? []).filter((rule) => labelOf(rule) === label));
  const stage = own.flatMap((rules, index) =>
    rules.length === 0 ? [] : [removeRules(rules, index === 1, why)],
  );
  const devices = own.flat().flatMap((rule) => / -j WEFT-IN-(\S+)$/.exec(rule)?.[1] ?? []);
  const isolates = (device: string) => own.flat().some((rule) => rule.endsWith(` -j WEFT-ISO-${device}`));
  const policies = [...new Set(devices)].map((device) => policyOf(device, isolates(device)));
  return { stage, policies, seen: !listings.includes(undefined) };
}

function policyOf(device: string, isolated: boolean): IngressPolicy {
  return { device, kind: isolated ? 'isolated' : 'same-bridge' };
}
