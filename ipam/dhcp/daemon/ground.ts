import { closeSync } from 'node:fs';
import { Door } from '../../../lib/kernel/door.ts';
import { type Netns, openNetnsIfThere } from '../../../lib/kernel/netns.ts';
import { type LinkFacts, linkFacts, showLink } from '../../../lib/kernel/observe.ts';
import type { Runner } from '../../../lib/kernel/runner.ts';
import { CniError, Code } from '../../../lib/spec/errors.ts';

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

/** Namespace or interface are gone, or others are in their place. That they could not be asked for is another error. */
export class Gone extends CniError {}

/** What is asked and changed while the namespace is open. */
export interface Standing {
  netns: Netns;
  door: Door;
  link: LinkFacts;
}

/**
 * Opens a namespace, finds the interface, does something, and lets go of both. Throws Gone where it is not there, another
 * CniError where that is not known.
 */
export type StandOn = <T>(where: Place, act: (standing: Standing) => Promise<T>) => Promise<T>;

type Place = Pick<Ground, 'netns' | 'ifName'> & Partial<Ground>;

/** The StandOn of real namespaces. */
export function standBy(runner: Runner): StandOn {
  return (where, act) => standOn(runner, where, act);
}

async function standOn<T>(runner: Runner, where: Place, act: (standing: Standing) => Promise<T>): Promise<T> {
  const netns = openThere(where);
  const door = new Door(runner, netns);
  try {
    if (where.netnsId !== undefined && netns.id !== where.netnsId)
      throw gone(where.netns, 'is another one now');
    const link = await linkOf(door, where.ifName);
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

/** The path of a process that has ended may lead to our own namespace by now: another one, where the first is known. */
function openThere({ netns, netnsId }: Place): Netns {
  const opened = openNetnsIfThere(netns, netnsId !== undefined);
  if (opened === undefined) throw gone(netns, 'does not exist');
  return opened;
}

/** Asked for together with "lo", which cannot be removed: an answer that knows not even that one says nothing. */
async function linkOf(door: Door, name: string): Promise<LinkFacts | undefined> {
  const [found, lo] = await door.ask('container', showLink(name), showLink('lo'));
  if (found !== undefined || lo !== undefined) return linkFacts(found);
  throw new CniError(Code.kernelRefused, `Cannot find "${name}": nothing is said about any link`);
}

function gone(netns: string, state: string): Gone {
  return new Gone(Code.invalidEnvironment, `Cannot use CNI_NETNS "${netns}": it ${state}`);
}
