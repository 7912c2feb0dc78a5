import type { Door } from '../../lib/kernel/door.ts';
import type { Portmap } from '../../lib/ops/portmap.ts';
import { elementsOf } from '../../lib/ops/portmapElements.ts';
import { addPorts, replacePorts } from '../../lib/ops/portmapNft.ts';
import type { Undo } from '../../lib/plan/apply.ts';
import type { World } from '../../lib/skel/world.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { refuseTaken } from './conflict.ts';
import { freeMarks } from './nftRemoval.ts';
import { ownedPorts, ownPorts, unusedMarks } from './nftState.ts';

/** Rounds after which somebody else has won every time. */
const rounds = 4;

/**
 * Forwards the ports of a portmap with nftables. Nearly always it is one transaction that asks nothing. Where that is
 * refused because something is there already, it is looked up: another's port is an error, one's own is made anew.
 */
export async function forward(portmap: Portmap, undo: Undo, _: Door, world: World): Promise<void> {
  let refusal = await tried(undo, addPorts(portmap));
  for (let round = 0; refusal !== undefined; round++) {
    if (round === rounds || !isAboutState(refusal)) throw refusal;
    const { portmapState } = await import('../../lib/kernel/portmapState.ts');
    const state = await portmapState(world.runner);
    refuseTaken(portmap.forwards, portmap.label, ownedPorts(state));
    refusal = await tried(
      undo,
      replacePorts(portmap, ownPorts(state, portmap.label), unusedMarks(state, portmap.label)),
    );
  }
}

/** After a failed ADD: what it shared with others goes, if nobody else uses it. */
export async function giveBack(portmap: Portmap, door: Door): Promise<void> {
  if (portmap.forwards.some(({ hostIp }) => hostIp !== undefined)) await freeMarks(elementsOf(portmap), door);
}

async function tried(undo: Undo, step: ReturnType<typeof addPorts>): Promise<CniError | undefined> {
  try {
    await undo.apply([[step]]);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof CniError && thrown.code === Code.kernelRefused) return thrown;
    throw thrown;
  }
}

/** Refused for what is there or is not there, and not because the tool does not work. */
function isAboutState({ message, details = '' }: CniError): boolean {
  return /exists|busy|No such/i.test(`${message} ${details}`);
}
