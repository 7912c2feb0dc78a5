import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { type Owner, shortOwnerLabel } from '../../lib/plan/owner.ts';
import { interfaceNameProblem } from '../../lib/spec/name.ts';

/**
 * How a device was before it was moved. It is remembered in the device's own alias, which goes wherever the device
 * goes: "weft:host-device:mynet:2e34dcf34:eth0:ens1:up:1500".
 */
export interface Memory {
  name: string;
  /** Absent where another suite has moved it, which remembers the name only. */
  was?: { up: boolean; promisc: boolean; mtu: number };
}

/** What of a container ID is kept, so that owner and memory together have at most 127 bytes. */
const keptId = 30;

/** Whose a device is; the alias of a device that has been moved begins with it. */
export function deviceLabel(owner: Owner): string {
  return `${shortOwnerLabel(owner, keptId)}:`;
}

/** The alias of a device that belongs to `owner` now. */
export function remembering(owner: Owner, { name, was }: Required<Memory>): string {
  return `${deviceLabel(owner)}${name}:${was.up ? 'up' : 'down'}${was.promisc ? '+p' : ''}:${was.mtu}`;
}

/** What an alias written by `remembering` says; undefined for any other. No name in it can hold a colon. */
export function remembered(alias: string): Memory | undefined {
  const [, name, state = '', mtu] =
    /^weft:host-device:(?:[^:]+:){3}([^:]+):((?:up|down)(?:\+p)?):(\d+)$/.exec(alias) ?? [];
  if (name === undefined || interfaceNameProblem(name) !== undefined) return undefined;
  return { name, was: { up: state.startsWith('up'), promisc: state.endsWith('+p'), mtu: Number(mtu) } };
}

/** What the alias says that the reference plugin writes: the name and nothing else. */
export function rememberedByOthers(alias: string): Memory | undefined {
  return interfaceNameProblem(alias) === undefined ? { name: alias } : undefined;
}

/** How a device is now, or, if it came back by itself from a container that is gone, how it was before that. */
export function memoryOf(link: LinkFacts): Required<Memory> {
  const { name, up, promisc, mtu, alias } = link;
  const { was, ...earlier } = remembered(alias) ?? { name };
  return { ...earlier, was: was ?? { up, promisc, mtu } };
}
