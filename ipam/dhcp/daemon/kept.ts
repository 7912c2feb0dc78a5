import type { Wishes } from '../conf.ts';
import type { SavedLease } from '../machine.ts';
import type { Named } from '../protocol.ts';
import type { Ground } from './ground.ts';
import type { Configured } from './replace.ts';

/** All that is kept of one attachment. JSON. */
export interface Kept extends Named {
  ground: Ground;
  /** "aa:bb:cc:dd:ee:ff" as it was when the first packet was sent. */
  mac: string;
  /** ipvlan hands a packet to the link that has its address: before there is one, answers have to go to everybody. */
  broadcast: boolean;
  wishes: Wishes;
  leases: KeptLease[];
}

export interface KeptLease {
  family: 4 | 6;
  saved?: SavedLease;
  configured?: Configured;
}

/** What an attachment begins with. `link`: the container's. */
export function newKept(
  { containerId, network, ifName }: Named,
  ground: Ground,
  link: { mac: string; kind: string },
  wishes: Wishes,
): Kept {
  const leases = wishes.families.map((family) => ({ family }));
  const broadcast = link.kind === 'ipvlan';
  return { containerId, network, ifName, ground, mac: link.mac, broadcast, wishes, leases };
}
