import { closeSync } from 'node:fs';
import { Door } from '../../../lib/kernel/door.ts';
import { type Netns, openNetns } from '../../../lib/kernel/netns.ts';
import { type LinkFacts, observeLink } from '../../../lib/kernel/observe.ts';
import type { Runner } from '../../../lib/kernel/runner.ts';
import { asCniError, CniError, Code } from '../../../lib/spec/errors.ts';

/**
 * Which interface a lease is for. JSON. The namespace is not held open: that would keep it alive when its container
 * is gone.
 */
export interface Ground {
  /** The path by which the daemon reaches the namespace. */
  netns: string;
  /** The kernel's identity of it: somebody may make another one at the same path. */
  netnsId: string;
  ifName: string;
  index: number;
}

/** Namespace or interface are gone, or others are in their place. */
export class Gone extends CniError {}

/** What is asked and changed while the namespace is open. */
export interface Standing {
  netns: Netns;
  door: Door;
  link: LinkFacts;
}

/** Opens a namespace, finds the interface, does something, and lets go of both. Throws Gone where it is not there. */
export type StandOn = <T>(
  where: Pick<Ground, 'netns' | 'ifName'> & Partial<Ground>,
  act: (standing: Standing) => Promise<T>,
) => Promise<T>;

/** The StandOn of real namespaces. */
export function standBy(runner: Runner): StandOn {
  return (where, act) => standOn(runner, where, act);
}

async function standOn<T>(
  runner: Runner,
  where: Pick<Ground, 'netns' | 'ifName'> & Partial<Ground>,
  act: (standing: Standing) => Promise<T>,
): Promise<T> {
  const netns = openThere(where.netns);
  const door = new Door(runner, netns);
  try {
    if (where.netnsId !== undefined && netns.id !== where.netnsId)
      throw gone(where.netns, 'is another one now');
    const link = await observeLink(door, 'container', where.ifName);
    if (link === undefined || (where.index ?? link.index) !== link.index)
      throw gone(
        where.netns,
        `has no "${where.ifName}"${where.index === undefined ? '' : ' of the lease any more'}`,
      );
    return await act({ netns, door, link });
  } finally {
    await door.close();
    closeSync(netns.fd);
  }
}

function openThere(path: string): Netns {
  try {
    return openNetns(path);
  } catch (error) {
    const { code, message } = asCniError(error);
    throw new Gone(code, message);
  }
}

function gone(netns: string, state: string): Gone {
  return new Gone(Code.invalidEnvironment, `Cannot use CNI_NETNS "${netns}": it ${state}`);
}
