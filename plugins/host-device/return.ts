import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { moveOut, rename } from '../../lib/ops/device.ts';
import { setDown, setMtu } from '../../lib/ops/link.ts';
import type { Place, Plan, Step } from '../../lib/plan/step.ts';
import type { Memory } from './memory.ts';

/** A device that is to be as it was, and how it was. */
export interface Returning {
  link: LinkFacts;
  memory: Memory;
}

/**
 * Pure: the way back from the container. The MTU goes first: refused in the middle of the move it would stop that
 * half-way.
 */
export function planHome({ link, memory }: Returning, home: string): Plan {
  return [[...mtuBack('container', link, memory), moveOut({ ...asItWas({ link, memory }), netns: home })]];
}

/** Pure: what is left to do for a device that came back by itself, with the name that it had in the container. */
export function planRename({ link, memory }: Returning): Plan {
  const down = link.up ? [setDown('host', link.name)] : [];
  return [[...down, ...mtuBack('host', link, memory), rename('host', asItWas({ link, memory }))]];
}

/** What keeps a device from having its name back. */
export function nameProblem(name: string, other: LinkFacts | undefined): string | undefined {
  return other && `Cannot give the device its name "${name}" back: another interface on the host has it`;
}

function asItWas({ link, memory: { name, was } }: Returning) {
  const promisc = was !== undefined && was.promisc !== link.promisc ? { promisc: was.promisc } : {};
  return { from: link.name, to: name, alias: '', ...(was && { up: was.up }), ...promisc };
}

function mtuBack(place: Place, link: LinkFacts, { was }: Memory): Step[] {
  return was === undefined || was.mtu === link.mtu ? [] : [setMtu(place, link.name, was.mtu)];
}
