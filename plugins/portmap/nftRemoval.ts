import type { Door } from '../../lib/kernel/door.ts';
import type { PortmapState } from '../../lib/kernel/portmapState.ts';
import { means } from '../../lib/kernel/refusal.ts';
import type { PortForward, Portmap } from '../../lib/ops/portmap.ts';
import { elementsOf, type PortElement } from '../../lib/ops/portmapElements.ts';
import { removeMarks } from '../../lib/ops/portmapMarks.ts';
import { removeElements, removePortmapBase, removePorts } from '../../lib/ops/portmapNft.ts';
import { removeAll } from '../../lib/plan/apply.ts';
import type { Plan } from '../../lib/plan/step.ts';
import type { World } from '../../lib/skel/world.ts';
import { forwardsIn, ownPorts, unusedMarks } from './nftState.ts';

/** What a removal leaves to be done: the ports that went nowhere any more, and what could not be removed, as text. */
export interface Removed {
  forwards: PortForward[];
  failures: string[];
}

/**
 * Stops forwarding an attachment's ports with nftables. What the runtime has told spares us to list everybody's;
 * where it told nothing, it costs one question to learn that there is nothing. `portmap` is what it told.
 */
export async function stopForwarding(portmap: Portmap, door: Door, world: World): Promise<Removed> {
  const { label, forwards } = portmap;
  if (forwards.length === 0 && !(await hasAny(label, world))) return { forwards, failures: [] };
  const { fine: _, ...told } = removePorts(portmap);
  const failures = forwards.length === 0 ? ['nothing told'] : await removeAll([[told]], door);
  if (failures.length === 0) {
    await freeMarks(elementsOf(portmap), door);
    return { forwards, failures };
  }
  const { portmapState } = await import('../../lib/kernel/portmapState.ts');
  const state = await portmapState(world.runner);
  const own = ownPorts(state, label).elements;
  if (own.length === 0)
    return {
      forwards,
      failures: failures.filter((failure) => forwards.length > 0 && !means('absent', failure)),
    };
  const found = { forwards: forwardsIn(own), failures: await removeAll([[removal(state, label)]], door) };
  await freeMarks(own, door);
  return found;
}

async function hasAny(label: string, world: World): Promise<boolean> {
  const { hasPorts } = await import('../../lib/kernel/portmapState.ts');
  return hasPorts(world.runner, label);
}

/** Frees ports that some addresses shared, where nobody has any of them now: whoever goes last succeeds. */
export async function freeMarks(elements: PortElement[], door: Door): Promise<void> {
  await removeAll([removeMarks(elements)], door);
}

/** The removal of all that belongs to stale owners. */
export function planStale(state: PortmapState, isStale: (label: string) => boolean): Plan {
  const labels = new Set(state.elements.map(({ label }) => label));
  return [[...labels].filter(isStale).map((label) => removal(state, label))];
}

/** Marks of ports and chains of subnets that nobody uses, and the table once nobody has a port in it. */
export function planTableRemoval(state: PortmapState): Plan {
  if (state.chains.size === 0) return [];
  const marks = unusedMarks(state);
  const unused =
    marks.elements.length === 0 ? [] : [removeElements(marks, 'give ports free for all addresses')];
  const inside = [...state.chains.keys()].filter((name) => name.startsWith('inside-'));
  if (state.elements.length === 0) return [unused, [removePortmapBase(inside)]];
  const idle = inside.filter((name) => !state.elements.some(({ value }) => value === `goto ${name}`));
  const removal = { elements: [], chains: idle };
  return [unused, idle.length === 0 ? [] : [removeElements(removal, 'remove the chains of unused subnets')]];
}

function removal(state: PortmapState, label: string) {
  return removeElements(ownPorts(state, label), `stop forwarding the ports of ${label}`);
}
