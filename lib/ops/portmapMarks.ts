import type { RulesStep } from '../plan/step.ts';
import { familyOf, type PortForward } from './portmap.ts';
import { countChain, type PortElement } from './portmapElements.ts';
import { portmapTable } from './portmapNftWords.ts';

/** The mark of a port that some addresses have owners for, in place of an owner's label. */
export const sharedLabel = 'weft:portmap: by address';

/**
 * The mark of a port that belongs to somebody for some addresses only: the same whoever makes it, so it is added, not
 * created.
 */
export function shareLines(forward: PortForward): string[] {
  const n = familyOf(forward);
  const mark = `${forward.protocol} . ${forward.hostPort} comment "${sharedLabel}" : goto one${n}`;
  return [
    `add chain ${portmapTable} ${countChain(forward)}`,
    `add element ${portmapTable} ports${n} { ${mark} }`,
  ];
}

/** The mark of each port that some addresses share, one by one: refused where others have an address there. */
export function removeMarks(elements: PortElement[]): RulesStep[] {
  const scripts = new Map(elements.map(markRemoval).map((lines) => [lines.join('\n'), lines]));
  const why = 'give the port free for all addresses';
  return [...scripts.values()]
    .filter((lines) => lines.length > 0)
    .map((lines) => ({ tool: 'nft', place: 'host', attempts: [lines], why }));
}

function markRemoval({ set, key }: PortElement): string[] {
  const [, n] = /^addresses([46])$/.exec(set) ?? [];
  const [protocol, , port] = key.split(' . ');
  if (n === undefined) return [];
  return [
    `delete element ${portmapTable} ports${n} { ${protocol} . ${port} }`,
    `delete chain ${portmapTable} one${n}-${protocol}-${port}`,
  ];
}
