import type { IpStep, Place } from '../plan/step.ts';
import { mtuWords, type VethEnd } from './link.ts';

/**
 * Makes a bridge with a MAC of its own, which therefore never follows its ports. `filtersVlans`: each port belongs to
 * VLANs. A concurrent call may be faster.
 */
export function addBridge(name: string, mac: string, mtu: number | undefined, filtersVlans = false): IpStep {
  const words = ['link', 'add', 'name', name, 'address', mac, ...mtuWords(mtu), 'type', 'bridge'];
  if (filtersVlans) words.push('vlan_filtering', '1');
  const undo = ['link', 'delete', 'dev', name];
  return {
    tool: 'ip',
    place: 'host',
    words,
    undo,
    shared: true,
    fine: 'exists',
    why: `create bridge "${name}"`,
  };
}

/**
 * Makes a veth pair on the host, `near` a port of `bridge`. Shared by all who need it; a concurrent call may be faster.
 */
export function addVethToBridge(
  near: VethEnd,
  far: VethEnd,
  mtu: number | undefined,
  bridge: string,
): IpStep {
  const words = (end: VethEnd) => ['name', end.name, 'address', end.mac, ...mtuWords(mtu)];
  return {
    tool: 'ip',
    place: 'host',
    words: ['link', 'add', ...words(near), 'master', bridge, 'type', 'veth', 'peer', ...words(far)],
    undo: ['link', 'delete', 'dev', far.name],
    shared: true,
    fine: 'exists',
    why: `create veth pair "${near.name}" and "${far.name}"`,
  };
}

/** Makes a link a port of a bridge. */
export function setMaster(place: Place, name: string, bridge: string): IpStep {
  return {
    tool: 'ip',
    place,
    words: ['link', 'set', 'dev', name, 'master', bridge],
    why: `make "${name}" a port of "${bridge}"`,
  };
}

/** Has a bridge tell VLANs apart; until then tags mean nothing to it. */
export function filterVlans(bridge: string): IpStep {
  const words = (value: string) => ['link', 'set', 'dev', bridge, 'type', 'bridge', 'vlan_filtering', value];
  return {
    tool: 'ip',
    place: 'host',
    words: words('1'),
    undo: words('0'),
    shared: true,
    why: `have "${bridge}" tell VLANs apart`,
  };
}

/**
 * Switches an option of a bridge port on: `hairpin` gives back what came from there, `isolated` ports do not reach each
 * other.
 */
export function setBridgePort(name: string, option: 'hairpin' | 'isolated'): IpStep {
  return {
    tool: 'ip',
    place: 'host',
    words: ['link', 'set', 'dev', name, 'type', 'bridge_slave', option, 'on'],
    why: option === 'hairpin' ? `switch hairpin on at "${name}"` : `isolate "${name}" from other such ports`,
  };
}
