import { hash64 } from '../net/hash.ts';
import { familyOf, type PortForward, type Portmap, subnetIn } from './portmap.ts';
import { insideChain } from './portmapNftBase.ts';

/** One element of a set or map of ours; its comment is the owner's label. */
export interface PortElement {
  /** "ports4", "owners", … */
  set: string;
  /** "tcp . 8080", in the words of nft. */
  key: string;
  /** What it leads to: "goto every4", "10.1.2.3 . 80"; absent in a set. */
  value?: string;
}

/** Elements, and the chains that go with them. */
export interface FoundPorts {
  elements: PortElement[];
  chains: string[];
}

/** Every element that a portmap is made of. */
export function elementsOf(portmap: Portmap): PortElement[] {
  const { label, forwards } = portmap;
  const own = forwards.flatMap((forward) => forwardElements(portmap, forward));
  const unique = new Map(own.map((element) => [`${element.set} ${element.key}`, element]));
  const content = hash64(
    `${label}\n${[...unique.values()].map(text).join('\n')}\n${Object.values(portmap.conditions).join('\n')}`,
  );
  const owners = [ownerKey(label), `"${content.slice(0, 15)}"`].map((key) => ({ set: 'owners', key }));
  return [...owners, ...unique.values()];
}

function forwardElements(portmap: Portmap, forward: PortForward): PortElement[] {
  const { protocol, hostPort, hostIp, ip, containerPort } = forward;
  const n = familyOf(forward);
  const port = hostIp === undefined ? `${protocol} . ${hostPort}` : `${protocol} . ${hostIp} . ${hostPort}`;
  const target = {
    set: hostIp === undefined ? `open${n}` : `open-one${n}`,
    key: port,
    value: `${ip} . ${containerPort}`,
  };
  return [claim(portmap, forward, port), target, ...masqueradeElements(portmap, forward, port)];
}

function claim(portmap: Portmap, forward: PortForward, key: string): PortElement {
  const n = familyOf(forward);
  const [chain] = conditionChain(portmap, forward) ?? [];
  if (forward.hostIp === undefined) return { set: `ports${n}`, key, value: `goto ${chain ?? `every${n}`}` };
  return { set: `addresses${n}`, key, value: chain ? `goto ${chain}` : `jump ${countChain(forward)}` };
}

function masqueradeElements(portmap: Portmap, forward: PortForward, port: string): PortElement[] {
  const { protocol, hostIp, ip, containerPort } = forward;
  if (portmap.masquerade === 'none') return [];
  const chain = portmap.masquerade === 'all' ? 'masquerade-all' : insideChain(subnetIn(portmap, ip));
  const inside = {
    set: `inside${familyOf(forward)}`,
    key: `${protocol} . ${ip} . ${containerPort}`,
    value: `goto ${chain}`,
  };
  if (familyOf(forward) === 6) return [inside];
  if (hostIp === undefined) return [inside, { set: 'local4', key: port }];
  return hostIp.startsWith('127.') ? [inside, { set: 'local-one4', key: port }] : [inside];
}

export function countChain(forward: PortForward): string {
  return `one${familyOf(forward)}-${forward.protocol}-${forward.hostPort}`;
}

export function conditionChain(portmap: Portmap, forward: PortForward): string[] | undefined {
  const n = familyOf(forward);
  const conditions = portmap.conditions[n];
  if (conditions === '') return undefined;
  const chain = `if${n}-${hash64(portmap.label)}`;
  if (forward.hostIp === undefined) return [chain, `${conditions} goto every${n}`];
  const ip = n === 6 ? 'ip6' : 'ip';
  const translate = `dnat ${ip} to meta l4proto . ${ip} daddr . th dport map @open-one${n}`;
  const count = countChain(forward);
  return [`${chain}-${forward.protocol}-${forward.hostPort}`, `${conditions} ${translate}`, `jump ${count}`];
}

/** The chains that exist for the portmap's conditions alone. */
export function conditionChains(portmap: Portmap): string[] {
  return [...new Set(portmap.forwards.flatMap((forward) => conditionChain(portmap, forward)?.[0] ?? []))];
}

/** 15 characters, as an interface name may have. */
export function ownerKey(label: string): string {
  return `"${hash64(label).slice(0, 15)}"`;
}

function text({ set, key, value = '' }: PortElement): string {
  return `${set} ${key} ${value}`;
}
