import type { Door } from '../../lib/kernel/door.ts';
import { means } from '../../lib/kernel/refusal.ts';
import {
  familiesOf,
  isNothing,
  type Opening,
  type RulesBackend,
  removeOpening,
  removePolicy,
} from '../../lib/ops/firewall.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import { withDoor } from '../../lib/skel/chained.ts';
import { incomplete } from '../../lib/skel/failures.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { rulesBackends } from './backend.ts';
import type { FirewallConf } from './conf.ts';
import type { Rest } from './labelled.ts';
import { openingToRemove } from './opening.ts';
import { closeSources } from './sources.ts';

/**
 * DEL. Which backend ADD has chosen is found again by what is there: what firewalld was told is written down;
 * rules are looked for where the configuration would put them today, and only if they are not there, in the other
 * backend.
 */
export async function removeFirewall(request: AttachmentRequest<FirewallConf>, world: World): Promise<void> {
  const { conf, ifName, containerId } = request;
  const opening = openingToRemove(request, true);
  const sources = await closeSources(opening.label, request.prevResult && opening.ips, world);
  const failures = await withDoor(request, world, async (door) => {
    if (!sources.found) return removeWherever(conf, opening, door, world);
    // An ADD before firewalld's start may have made rules, which most often are not there: no listing for that.
    const [likely] = rulesBackends(conf);
    if (likely !== undefined && conf.backend === undefined)
      await removeAll([removeOpening(likely, opening)], door);
    const held = openingToRemove(request, false);
    return conf.ingressPolicy === 'open' ? [] : removeWherever(conf, held, door, world);
  });
  const action = `close the firewall for "${ifName}" of container "${containerId}"`;
  const error = incomplete(action, [...sources.failures, ...failures]);
  if (error) throw error;
}

async function removeWherever(
  conf: FirewallConf,
  opening: Opening,
  door: Door,
  world: World,
): Promise<string[]> {
  const failures: string[] = [];
  for (const backend of rulesBackends(conf)) {
    const removed = await removeRulesOf(backend, opening, door, world);
    failures.push(...removed.failures);
    if (removed.found) break;
  }
  return failures;
}

/** What prevResult tells spares us to list; where it turns out not to be what is there, the label decides. */
async function removeRulesOf(
  backend: RulesBackend,
  opening: Opening,
  door: Door,
  world: World,
): Promise<{ found: boolean; failures: string[] }> {
  const failures = await removeAll([removeOpening(backend, opening)], door);
  const asTold = !isNothing(opening) && failures.length === 0;
  const { stage, policies, seen } = asTold
    ? told(opening)
    : await (await import('./labelled.ts')).labelled(backend, opening.label, world);
  if (!asTold && stage.length === 0)
    return { found: false, failures: seen ? [] : failures.filter((text) => !means('absent', text)) };
  const rest = await removeAll([stage], door);
  const families = asTold ? familiesOf(opening).map(([v6]) => v6) : [false, true];
  for (const policy of policies) await removeAll([removePolicy(backend, policy, families)], door);
  return { found: true, failures: rest };
}

function told({ policy }: Opening): Rest {
  return { stage: [], policies: policy ? [policy] : [], seen: true };
}
