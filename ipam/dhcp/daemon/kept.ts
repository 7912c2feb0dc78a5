import { isObject } from '../../../lib/spec/json.ts';
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

/**
 * Whether JSON that has an identity is of this shape, as far as a client is made of it. The leases in it are judged by
 * their machines.
 */
export function isKept(json: unknown): json is Kept {
  if (!isObject(json)) return false;
  const { ground, mac, wishes, leases } = json;
  return isGround(ground) && typeof mac === 'string' && isWishes(wishes) && isListOf(leases, isOfFamily);
}

function isGround(json: unknown): boolean {
  if (!isObject(json)) return false;
  const { netns, netnsId, ifName, index } = json;
  return [netns, netnsId, ifName].every((text) => typeof text === 'string') && Number.isInteger(index);
}

function isWishes(json: unknown): boolean {
  if (!isObject(json)) return false;
  const { families, request, provide } = json;
  return isListOf(families, isFamily) && isListOf(request, Number.isInteger) && isListOf(provide, isProvided);
}

function isProvided(json: unknown): boolean {
  return isObject(json) && Number.isInteger(json.option) && typeof json.hex === 'string';
}

function isOfFamily(json: unknown): boolean {
  return isObject(json) && isFamily(json.family);
}

function isFamily(json: unknown): boolean {
  return json === 4 || json === 6;
}

function isListOf(json: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(json) && json.every((one) => is(one));
}
