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

/**
 * Stops forwarding what an owner has, or nothing. The first of two attempts also ends the counting on its link, and
 * passes for the last owner there.
 */
export function removePortRules(v6: boolean, owned: OwnedPorts): RulesStep {
  const why = `stop forwarding ${portNames(owned.forwards)}`;
  return {
    tool: v6 ? 'ip6tables' : 'iptables',
    place: 'host',
    alone: true,
    attempts: [...(owned.localLink === undefined ? [] : [removalScript(owned, true)]), removalScript(owned)],
    why,
  };
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

/** The rule of an owner by which it counts. */
export function localNote(link: string): string {
  return `-j ${localChain(link)}`;
}

/** Every chain that a portmap fills, its owner's last. */
export function filledChains(portmap: MarkedPortmap, localLink?: string): FilledChain[] {
  const ports = portmap.forwards.flatMap((forward) => chainsOf(portmap, forward));
  return [...ports, { name: ownerChain(portmap.label), rules: ownerRules(ownedBy(portmap, localLink)) }];
}

/** Everything of an owner that is his alone. */
export function removalScript({ label, forwards, localLink }: OwnedPorts, isLast = false): string[] {
  return transaction(
    ...forwards.flatMap((forward) => [remove(ownEntry(forward)), ...gone(ownChain(forward))]),
    ...forwards
      .filter(({ conditional }) => conditional)
      .flatMap((forward) => gone(conditionalChain(forward))),
    ...gone(ownerChain(label)),
    ...(isLast && localLink !== undefined ? [`-X ${localChain(localLink)}`] : []),
  );
}

/** Lines that remove a chain with all it holds. */
export function gone(chain: string): string[] {
  return [`-F ${chain}`, `-X ${chain}`];
}

/** A line that adds a rule. */
export function append({ chain, rule }: PlacedRule): string {
  return `-A ${chain} ${rule}`;
}

/** A line that removes a rule. */
export function remove({ chain, rule }: PlacedRule): string {
  return `-D ${chain} ${rule}`;
}

/** The tool of the family of the forwards, which have one in common. */
export function toolOf(portmap: Pick<MarkedPortmap, 'forwards'>): 'iptables' | 'ip6tables' {
  return isV6(portmap) ? 'ip6tables' : 'iptables';
}

/** Whether that family is IPv6. */
export function isV6({ forwards: [first] }: Pick<MarkedPortmap, 'forwards'>): boolean {
  return first !== undefined && familyOf(first) === 6;
}

/** Lines for table nat as one transaction. */
export function transaction(...lines: string[]): string[] {
  return ['*nat', ...lines, 'COMMIT'];
}

/** A line that makes a transaction fail unless the rule is there. */
export function expect({ chain, rule }: PlacedRule): string {
  return `-C ${chain} ${rule}`;
}

/** Lines without repetition, in order. */
export function unique(lines: string[]): string[] {
  return [...new Set(lines)];
}
