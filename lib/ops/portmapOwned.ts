import { hash64 } from '../net/hash.ts';
import type { RulesStep } from '../plan/step.ts';
import { familyOf, type PortForward, portNames } from './portmap.ts';
import {
  comment,
  conditionalChain,
  type FilledChain,
  ownChain,
  ownEntry,
  type PlacedRule,
  portChain,
  portEntry,
  sharedRule,
} from './portmapChains.ts';
import { chainsOf, type MarkedPortmap } from './portmapTranslation.ts';

/**
 * The link over which packets of localhost go to the container, and whether somebody has switched route_localnet on
 * there.
 */
export interface LocalLink {
  name: string;
  on: boolean;
  /** True where a flush may have taken what goes with it. */
  lost?: boolean;
}

/** What belongs to an owner, as its chain tells it. */
export interface OwnedPorts {
  label: string;
  forwards: (PortForward & { conditional: boolean })[];
  /** The link on which it needs route_localnet. */
  localLink?: string;
}

/** Stops forwarding what an owner has, or nothing. */
export function removePortRules(v6: boolean, owned: OwnedPorts): RulesStep {
  const why = `stop forwarding ${portNames(owned.forwards)}`;
  return { tool: v6 ? 'ip6tables' : 'iptables', place: 'host', attempts: [removalScript(owned)], why };
}

/** The chain that tells what an owner has. */
export function ownerChain(label: string): string {
  return `WEFT-OWNER-${hash64(label)}`;
}

/**
 * The empty chain that counts who needs route_localnet on a link: their own chains lead to it, and the kernel does
 * not remove it while one does. Where there is none, it was on before.
 */
export function localChain(link: string): string {
  return `WEFT-LOCAL-${link}`;
}

/** What an owner's chain holds: the label, and a line per port. `ownedIn` of the kernel's room reads it. */
export function ownerRules({ label, forwards, localLink }: OwnedPorts): string[] {
  const ports = forwards.map((forward) => {
    const { protocol, hostPort, hostIp = '-', ip, containerPort, conditional } = forward;
    return comment([protocol, hostPort, hostIp, ip, containerPort, conditional ? 'if' : 'always'].join(' '));
  });
  const link = localLink === undefined ? [] : [localNote(localLink)];
  return [comment(label), ...ports, ...link];
}

/** What a portmap will have; `localLink`: where it is counted for route_localnet. */
export function ownedBy(portmap: MarkedPortmap, localLink?: string): OwnedPorts {
  const forwards = portmap.forwards.map((forward) => ({
    ...forward,
    conditional: portmap.conditions[familyOf(forward)] !== '',
  }));
  return { label: portmap.label, forwards, ...(localLink !== undefined && { localLink }) };
}

export function localNote(link: string): string {
  return `-j ${localChain(link)}`;
}

/** Every chain that a portmap fills, its owner's last. */
export function filledChains(portmap: MarkedPortmap, localLink?: string): FilledChain[] {
  const ports = portmap.forwards.flatMap((forward) => chainsOf(portmap, forward));
  return [...ports, { name: ownerChain(portmap.label), rules: ownerRules(ownedBy(portmap, localLink)) }];
}

export function sharedIn(forward: PortForward): PlacedRule {
  return { chain: portChain(forward), rule: sharedRule };
}

/** Everything of an owner that is his alone. */
export function removalScript({ label, forwards }: OwnedPorts): string[] {
  return transaction(
    ...forwards.flatMap((forward) => [remove(ownEntry(forward)), ...gone(ownChain(forward))]),
    ...forwards
      .filter(({ conditional }) => conditional)
      .flatMap((forward) => gone(conditionalChain(forward))),
    ...gone(ownerChain(label)),
  );
}

/** The chain of each shared port, one by one: refused where others have an address there. */
export function removeShared(v6: boolean, forwards: PortForward[]): RulesStep[] {
  const scripts = new Map(forwards.map(sharedRemoval).map((lines) => [lines.join('\n'), lines]));
  const why = 'give the port free for all addresses';
  return [...scripts.values()]
    .filter((lines) => lines.length > 0)
    .map((lines) => ({
      tool: v6 ? 'ip6tables' : 'iptables',
      place: 'host',
      attempts: [transaction(...lines)],
      why,
    }));
}

function sharedRemoval(forward: PortForward): string[] {
  if (forward.hostIp === undefined) return [];
  return [remove(portEntry(forward)), remove(sharedIn(forward)), `-X ${portChain(forward)}`];
}

export function gone(chain: string): string[] {
  return [`-F ${chain}`, `-X ${chain}`];
}

export function append({ chain, rule }: PlacedRule): string {
  return `-A ${chain} ${rule}`;
}

export function remove({ chain, rule }: PlacedRule): string {
  return `-D ${chain} ${rule}`;
}

export function toolOf(portmap: Pick<MarkedPortmap, 'forwards'>): 'iptables' | 'ip6tables' {
  return isV6(portmap) ? 'ip6tables' : 'iptables';
}

export function isV6({ forwards: [first] }: Pick<MarkedPortmap, 'forwards'>): boolean {
  return first !== undefined && familyOf(first) === 6;
}

export function transaction(...lines: string[]): string[] {
  return ['*nat', ...lines, 'COMMIT'];
}
