import type { RulesStep } from '../plan/step.ts';
import { type PortForward, type Portmap, portNames, subnetIn } from './portmap.ts';
import {
  conditionChain,
  conditionChains,
  elementsOf,
  type FoundPorts,
  ownerKey,
  type PortElement,
} from './portmapElements.ts';
import { shareLines } from './portmapMarks.ts';
import { addInsideChain, portmapBase } from './portmapNftBase.ts';
import { portmapTable } from './portmapNftWords.ts';

/** Forwards everything of a portmap, or nothing where anybody has one of its ports: nothing of it may be there. */
export function addPorts(portmap: Portmap): RulesStep {
  const own = creation(portmap);
  return {
    tool: 'nft',
    place: 'host',
    attempts: [own, [...sharedOf(portmap), ...own]],
    undo: removal(elementsOf(portmap), conditionChains(portmap)),
    why: `forward ${portNames(portmap.forwards)}`,
  };
}

/**
 * Puts a portmap in the place of what its owner has now, and of `unused` marks, in one transaction, and writes what
 * all share anew. Nothing that was forwarded and will be is not forwarded for a moment. It has no undo where the
 * owner had something: that is not made again.
 */
export function replacePorts(portmap: Portmap, found: FoundPorts, unused: FoundPorts): RulesStep {
  const gone = removal([...found.elements, ...unused.elements], [...found.chains, ...unused.chains]);
  return {
    tool: 'nft',
    place: 'host',
    attempts: [[...sharedOf(portmap), ...gone, ...creation(portmap)]],
    ...(found.elements.length === 0 && { undo: removal(elementsOf(portmap), conditionChains(portmap)) }),
    why: `forward ${portNames(portmap.forwards)} again`,
  };
}

/** Stops forwarding: exactly this portmap, or nothing. */
export function removePorts(portmap: Portmap): RulesStep {
  const why = `stop forwarding ${portNames(portmap.forwards)}`;
  return removeElements({ elements: elementsOf(portmap), chains: conditionChains(portmap) }, why);
}

/** Stops forwarding whatever these elements forward. */
export function removeElements({ elements, chains }: FoundPorts, why: string): RulesStep {
  return { tool: 'nft', place: 'host', attempts: [removal(elements, chains)], fine: 'absent', why };
}

/**
 * A transaction that never passes, and tells by its words whether the owner of a label has anything: see `hasPorts`.
 */
export function askOwner(label: string): string[] {
  const line = (key: string) => `delete element ${portmapTable} owners { ${key} }`;
  return [line(ownerKey(label)), line('"nobody"')];
}

/** Takes the table away. The kernel refuses to delete a chain while an element leads to it, and with it all. */
export function removePortmapBase(insideChains: string[]): RulesStep {
  const chains = ['every4', 'every6', 'one4', 'one6', 'masquerade-all', ...insideChains];
  const lines = [
    ...chains.map((name) => `delete chain ${portmapTable} ${name}`),
    `delete table ${portmapTable}`,
  ];
  return { tool: 'nft', place: 'host', attempts: [lines], why: `remove the unused table ${portmapTable}` };
}

/** What the portmap expects beside its own elements; all idempotent. */
function sharedOf(portmap: Portmap): string[] {
  const subnets =
    portmap.masquerade === 'inside' ? portmap.forwards.map(({ ip }) => subnetIn(portmap, ip)) : [];
  return [...portmapBase, ...[...new Set(subnets)].flatMap(addInsideChain)];
}

function creation(portmap: Portmap): string[] {
  const shared = portmap.forwards.filter(({ hostIp }) => hostIp !== undefined).flatMap(shareLines);
  const chains = portmap.forwards.flatMap((forward) => conditionLines(portmap, forward));
  const own = elementsOf(portmap).map((element) => creationOf(element, portmap.label));
  return [...new Set([...shared, ...chains]), ...own];
}

function creationOf({ set, key, value }: PortElement, label: string): string {
  return `create element ${portmapTable} ${set} { ${key} comment "${label}"${value ? ` : ${value}` : ''} }`;
}

/** Conditions have a chain per attachment, and one more per port and address: it counts for the port as well. */
function conditionLines(portmap: Portmap, forward: PortForward): string[] {
  const [chain, ...rules] = conditionChain(portmap, forward) ?? [];
  if (chain === undefined) return [];
  return [
    `add chain ${portmapTable} ${chain}`,
    ...rules.map((rule) => `add rule ${portmapTable} ${chain} ${rule}`),
  ];
}

function removal(elements: PortElement[], chains: string[]): string[] {
  return [
    ...elements.map(({ set, key }) => `delete element ${portmapTable} ${set} { ${key} }`),
    ...chains.map((name) => `delete chain ${portmapTable} ${name}`),
  ];
}
