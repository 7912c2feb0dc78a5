import type { Door } from '../../lib/kernel/door.ts';
import type { Step, SysctlStep } from '../../lib/plan/step.ts';

/** Settings of IPv6 at the interface as they are; absent without IPv6. */
export interface Keeping {
  [key: string]: string;
}

/**
 * While the kernel takes the interface down and up, it keeps the IPv6 addresses if it is told to, and does not look
 * again whether somebody else has them.
 */
const wanted = [
  ['keep_addr_on_down', '1', 'keep the IPv6 addresses of'],
  ['accept_dad', '0', 'do not wait for duplicate addresses at'],
] as const;

/** Asks how IPv6 is set up at an interface. */
export async function observeKeeping(door: Door, ifName: string): Promise<Keeping> {
  const values = await Promise.all(wanted.map(([key]) => door.readSysctl(keyOf(ifName, key), 'container')));
  return Object.fromEntries(
    wanted.flatMap(([key], n) => (values[n] === undefined ? [] : [[key, values[n]]])),
  );
}

/** Steps that set what is not set yet, and those that set it as it was. */
export function keepingSteps(ifName: string, is: Keeping): { before: Step[]; after: Step[] } {
  const changed = wanted.filter(([key, value]) => is[key] !== undefined && is[key] !== value);
  const step = (key: string, value: string, why: string): SysctlStep => ({
    tool: 'sysctl',
    place: 'container',
    key: keyOf(ifName, key),
    value,
    optional: true,
    why: `${why} "${ifName}"`,
  });
  return {
    before: changed.map(([key, value, why]) => ({ ...step(key, value, why), undo: is[key] ?? value })),
    after: changed.map(([key]) => step(key, is[key] ?? '', 'set IPv6 as it was at')),
  };
}

function keyOf(ifName: string, key: string): string {
  return `net/ipv6/conf/${ifName}/${key}`;
}
