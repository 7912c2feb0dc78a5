import type { IpStep, TcStep } from '../plan/step.ts';
import { tc } from './shaping.ts';

/** The place of our filter among those at the entry of a link: others, which may drop or mark a packet, come first. */
export const preference = 60000;

/** Gives a link a place where what comes in through it can be filtered. */
export function addEntry(link: string): TcStep {
  const undo = ['qdisc', 'delete', 'dev', link, 'clsact'];
  return { ...tc(`look at what comes in through "${link}"`, 'qdisc', 'add', 'dev', link, 'clsact'), undo };
}

/** Removes it. */
export function removeEntry(link: string): TcStep {
  const words = ['qdisc', 'delete', 'dev', link, 'clsact'];
  return { ...tc(`look no more at what comes in through "${link}"`, ...words), fine: 'absent' };
}

/** Sends all that comes in through `link` through `ifb` first. */
export function redirect(link: string, ifb: string): TcStep {
  const everything = ['u32', 'match', 'u32', '0', '0'];
  const words = [
    'filter',
    'add',
    ...ourFilter(link),
    ...everything,
    'action',
    'mirred',
    'egress',
    'redirect',
    'dev',
    ifb,
  ];
  return {
    ...tc(`send what comes in through "${link}" through "${ifb}"`, ...words),
    undo: redirectNoMore(link).words,
  };
}

/** Removes that. */
export function redirectNoMore(link: string): TcStep {
  return {
    ...tc(`redirect what comes in through "${link}" no more`, 'filter', 'delete', ...ourFilter(link)),
    fine: 'absent',
  };
}

/** An intermediate functional block: a link whose only use is that packets wait in it. `mtu`, bytes. */
export function addIfb(name: string, mac: string, mtu: number): IpStep {
  // As many as other links: with fewer it stops and starts for every few packets.
  const words = [
    'link',
    'add',
    'name',
    name,
    'address',
    mac,
    'mtu',
    String(mtu),
    'txqueuelen',
    '1000',
    'type',
    'ifb',
  ];
  return { tool: 'ip', place: 'host', words, undo: ['link', 'delete', 'dev', name], why: `create "${name}"` };
}

/** Takes one that is there. */
export function reuseIfb(name: string, mtu: number): IpStep {
  const words = ['link', 'set', 'dev', name, 'mtu', String(mtu)];
  return { tool: 'ip', place: 'host', words, undo: ['link', 'delete', 'dev', name], why: `use "${name}"` };
}

/** Writes the owner into a link whose alias is somebody else's, as a second name by which it is found. */
export function addName(link: string, label: string): IpStep {
  const words = (verb: string) => ['link', 'property', verb, 'dev', link, 'altname', label];
  return {
    tool: 'ip',
    place: 'host',
    words: words('add'),
    undo: words('del'),
    why: `write the owner into "${link}"`,
  };
}

/** Removes that. */
export function removeName(link: string, label: string): IpStep {
  const words = ['link', 'property', 'del', 'dev', link, 'altname', label];
  return { tool: 'ip', place: 'host', words, fine: 'absent', why: `take the owner out of "${link}"` };
}

function ourFilter(link: string): string[] {
  return ['dev', link, 'ingress', 'protocol', 'all', 'pref', String(preference)];
}
