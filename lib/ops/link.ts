import type { IpStep, Place } from '../plan/step.ts';
import { Code } from '../spec/errors.ts';

/** One end of a veth pair. */
export interface VethEnd {
  name: string;
  mac: string;
}

/**
 * Makes a veth pair whose far end is born in the container, so that neither name is ever seen anywhere else, and whose
 * near end is a port of `master` at once, if there is one. Refused if either name is taken.
 */
export function addVeth(
  host: VethEnd,
  container: VethEnd,
  mtu: number | undefined,
  master: string | undefined,
  netns: string,
): IpStep {
  const near = [
    'name',
    host.name,
    'address',
    host.mac,
    ...mtuWords(mtu),
    ...(master === undefined ? [] : ['master', master]),
  ];
  const far = ['name', container.name, 'address', container.mac, ...mtuWords(mtu), 'netns', netns];
  return {
    tool: 'ip',
    place: 'host',
    words: ['link', 'add', ...near, 'type', 'veth', 'peer', ...far],
    undo: ['link', 'delete', 'dev', host.name],
    why: `create veth pair "${host.name}" and "${container.name}"`,
    taken: {
      code: Code.nameTaken,
      message: `Cannot attach "${container.name}": name already exists in the container`,
    },
  };
}

/** Brings a link up. Its undo is the deletion of the link. */
export function setUp(place: Place, name: string): IpStep {
  return { tool: 'ip', place, words: ['link', 'set', 'dev', name, 'up'], why: `bring "${name}" up` };
}

/** Takes a link down. */
export function setDown(place: Place, name: string): IpStep {
  return {
    tool: 'ip',
    place,
    words: ['link', 'set', 'dev', name, 'down'],
    fine: 'absent',
    why: `take "${name}" down`,
  };
}

/** Writes the owner into the link, where `ip link` shows it. */
export function setAlias(place: Place, name: string, alias: string): IpStep {
  return {
    tool: 'ip',
    place,
    words: ['link', 'set', 'dev', name, 'alias', alias],
    why: `write the owner into "${name}"`,
  };
}

/** Sets a MAC address, which then stays: the kernel takes it as chosen by hand. */
export function setMac(place: Place, name: string, mac: string): IpStep {
  return {
    tool: 'ip',
    place,
    words: ['link', 'set', 'dev', name, 'address', mac],
    why: `pin the MAC of "${name}"`,
  };
}

/** Sets how long a frame's content may be, bytes. */
export function setMtu(place: Place, name: string, mtu: number): IpStep {
  const words = ['link', 'set', 'dev', name, 'mtu', String(mtu)];
  return { tool: 'ip', place, words, why: `set the MTU of "${name}"` };
}

/** Switches promiscuous mode on. */
export function setPromisc(place: Place, name: string): IpStep {
  return {
    tool: 'ip',
    place,
    words: ['link', 'set', 'dev', name, 'promisc', 'on'],
    why: `make "${name}" promiscuous`,
  };
}

/** Removes a link, and with a veth its peer, wherever that is. */
export function removeLink(place: Place, name: string): IpStep {
  return {
    tool: 'ip',
    place,
    words: ['link', 'delete', 'dev', name],
    fine: 'absent',
    why: `remove "${name}"`,
  };
}

/** `mtu` for a link that is being made; nothing for the kernel's default. */
export function mtuWords(mtu: number | undefined): string[] {
  return mtu === undefined ? [] : ['mtu', String(mtu)];
}
