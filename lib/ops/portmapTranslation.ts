import { familyOf, type PortForward, type Portmap, subnetIn } from './portmap.ts';
import { comment, conditionalChain, type FilledChain, ownChain } from './portmapChains.ts';

/**
 * How packets that are to be masqueraded are marked: by a bit of ours, or by a chain of somebody else, who masquerades
 * as well.
 */
export type PortMark = { bit: number } | { chain: string };

export interface MarkedPortmap extends Portmap {
  mark: PortMark;
}

/** The rule of POSTROUTING that masquerades what has the mark; none where somebody else does. */
export function masqueradeRule({ masquerade, mark }: MarkedPortmap): string[] {
  if (masquerade === 'none' || 'chain' in mark) return [];
  const match = `-m comment --comment "weft: masquerade port mappings" -m mark --mark ${bits(mark.bit)}`;
  return [`${match} -j MASQUERADE`];
}

/** The chains that one port fills: one, or two where conditions are asked for. */
export function chainsOf(portmap: MarkedPortmap, forward: PortForward): FilledChain[] {
  const conditions = portmap.conditions[familyOf(forward)];
  const name = ownChain(forward);
  if (conditions === '') return [{ name, rules: translation(portmap, forward) }];
  const inner = conditionalChain(forward);
  const rule = `-p ${forward.protocol} ${conditions} ${comment(portmap.label)} -j ${inner}`;
  return [
    { name: inner, rules: translation(portmap, forward) },
    { name, rules: [rule] },
  ];
}

function translation(portmap: MarkedPortmap, forward: PortForward): string[] {
  const { protocol, ip, containerPort } = forward;
  const to = ip.includes(':') ? `[${ip}]:${containerPort}` : `${ip}:${containerPort}`;
  const marks = markSources(portmap, forward).map(
    (from) => `${from}${comment(portmap.label)} ${target(portmap.mark)}`,
  );
  return [...marks, `-p ${protocol} ${comment(portmap.label)} -j DNAT --to-destination ${to}`];
}

/**
 * Whose packets are masqueraded: those from the container's own subnet, which would be answered past the host, and from
 * localhost.
 */
function markSources(portmap: MarkedPortmap, { ip }: PortForward): string[] {
  if (portmap.masquerade === 'none') return [];
  if (portmap.masquerade === 'all') return [''];
  return [subnetIn(portmap, ip), ...(ip.includes(':') ? [] : ['127.0.0.0/8'])].map((from) => `-s ${from} `);
}

function target(mark: PortMark): string {
  return 'chain' in mark ? `-j ${mark.chain}` : `-j MARK --set-xmark ${bits(mark.bit)}`;
}

function bits(bit: number): string {
  const hex = `0x${(2 ** bit).toString(16)}`;
  return `${hex}/${hex}`;
}
