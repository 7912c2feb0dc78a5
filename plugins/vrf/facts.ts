import type { Door } from '../../lib/kernel/door.ts';
import { allLinkFacts, type LinkFacts, linkFacts } from '../../lib/kernel/observe.ts';

/** A VRF as it is now. */
export interface Vrf {
  name: string;
  index: number;
  table: number;
  up: boolean;
  alias: string;
}

/** The links that a call is about. */
export interface Links {
  /** The container's interface. */
  link?: LinkFacts;
  /** What has the name of the VRF, whatever it is. */
  named?: LinkFacts;
  /** All VRFs of the container, in the order in which they were made. */
  vrfs: Vrf[];
}

/** Asks for the interface, for what has the VRF's name, and for all VRFs. */
export async function observeLinks(door: Door, ifName: string, name: string): Promise<Links> {
  const [found, namesake, all] = await door.askFamily(
    'container',
    4,
    ['link', 'show', 'dev', ifName],
    ['link', 'show', 'dev', name],
    ['link', 'show', 'type', 'vrf'],
  );
  const [link, named] = [linkFacts(found), linkFacts(namesake)];
  const vrfs = allLinkFacts(all).map(vrfOf);
  return { ...(link && { link }), ...(named && { named }), vrfs: vrfs.sort((a, b) => a.index - b.index) };
}

/** The names of the interfaces in a VRF; undefined where nothing was heard of it, which is not the same as none. */
export async function observeMembers(door: Door, name: string): Promise<string[] | undefined> {
  const [found] = await door.askFamily('container', 4, ['link', 'show', 'master', name]);
  return found && allLinkFacts(found).map((link) => link.name);
}

function vrfOf({ name, index, up, alias, data }: LinkFacts): Vrf {
  return { name, index, up, alias, table: Number(data.table ?? 0) };
}
