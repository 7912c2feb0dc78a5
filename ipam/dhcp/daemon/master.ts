import { closeSync } from 'node:fs';
import { linkFacts, showLink } from '../../../lib/kernel/observe.ts';
import { ownNetns } from '../../../lib/kernel/ownNetns.ts';
import type { WireLink } from '../../../lib/kernel/wire.ts';
import type { Standing } from './ground.ts';

/** A link in the daemon's own namespace that others stand on. */
export type Master = Pick<WireLink, 'index' | 'name'>;

/**
 * What an ipvlan link stands on; undefined for other kinds, and where that is in another namespace than the daemon's.
 * Told of it is but a number, which each namespace counts for itself; but links of ipvlan have the MAC of their master,
 * so one of that number and that MAC is it.
 */
export async function masterOf({ door, link }: Standing): Promise<Master | undefined> {
  const { kind, peerIndex, mac } = link;
  if (kind !== 'ipvlan' || peerIndex === undefined) return undefined;
  const [found] = await door.ask('host', showLink(`if${peerIndex}`));
  const master = linkFacts(found);
  const isIt = master?.index === peerIndex && master.mac === mac;
  return isIt ? { index: master.index, name: master.name } : undefined;
}

/** Opens something there. */
export function atMaster<T>(master: Master, open: (link: WireLink) => T): T {
  const netns = ownNetns();
  try {
    return open({ ...master, netns });
  } finally {
    closeSync(netns.fd);
  }
}
