import { hash64 } from '../net/hash.ts';
import type { RulesStep } from '../plan/step.ts';
import type { Masquerade } from './masquerade.ts';

/**
 * Our own table: one map per family says which chain an address goes to, one chain per subnet says what stays inside.
 *
 *     ip saddr vmap @masq4        masq4: 10.1.2.3 comment "weft:bridge:mynet:2e34dcf34:eth0" : goto masq-10.1.2.0/24
 *     chain masq-10.1.2.0/24 { ip daddr 10.1.2.0/24 return; masquerade }
 *
 * The set `owners` holds one element per address of an attachment. Deleting these first guards the rest of the transaction:
 * an address that belongs to another attachment is not taken from it by a DEL that was told a wrong or an old result.
 */
export const masqueradeTable = 'inet weft';

export function add(label: string, entries: Masquerade[]): RulesStep {
  const own = [
    ...entries.map(
      (entry) => `create element ${masqueradeTable} owners { ${owner(label, entry)} comment "${label}" }`,
    ),
    ...entries.map(
      (entry) => `create element ${masqueradeTable} ${element(entry, ` comment "${label}"`, true)}`,
    ),
  ];
  return {
    tool: 'nft',
    place: 'host',
    attempts: [own, [...base, ...entries.flatMap((entry) => subnetChain(entry.subnet)), ...own]],
    undo: removal(label, entries),
    why: `masquerade ${entries.map((entry) => entry.ip).join(', ')}`,
  };
}

/** Adds entries where the chains may have been flushed: it makes what all share as well, in the same transaction. */
export function restore(label: string, entries: Masquerade[]): RulesStep {
  const step = add(label, entries);
  return { ...step, attempts: step.attempts.slice(-1) };
}

/** An entry that is in the way, and whose it is. */
export interface FormerMasquerade extends Masquerade {
  label: string;
}

/**
 * Adds entries in the place of `former` ones, with what all share. Refused as a whole if one of these has changed hands meanwhile: its
 * element of `owners` goes first. The undo takes ours away and does not bring the former ones back, which are garbage.
 */
export function takeOver(label: string, entries: Masquerade[], former: FormerMasquerade[]): RulesStep {
  const step = restore(label, entries);
  const gone = former.flatMap((entry) => removal(entry.label, [entry]));
  return { ...step, attempts: step.attempts.map((lines) => [...gone, ...lines]) };
}

export function remove(label: string, entries: Masquerade[]): RulesStep {
  return {
    tool: 'nft',
    place: 'host',
    attempts: [removal(label, entries)],
    fine: 'absent',
    why: `stop masquerading ${entries.map((entry) => entry.ip).join(', ')}`,
  };
}

/** Takes the table away. The kernel refuses to delete a subnet's chain while an element leads to it, and with it all. */
export function removeBase(subnets: string[]): RulesStep {
  const chains = subnets.map((subnet) => `delete chain ${masqueradeTable} ${chainName(subnet)}`);
  const why = `remove the unused table ${masqueradeTable}`;
  return { tool: 'nft', place: 'host', attempts: [[...chains, `delete table ${masqueradeTable}`]], why };
}

/** The chain that decides for one subnet. */
export function chainName(subnet: string): string {
  return `masq-${subnet.replaceAll(':', '_')}`;
}

const base = [
  `add table ${masqueradeTable}`,
  `add set ${masqueradeTable} owners { type ifname ; }`,
  `add map ${masqueradeTable} masq4 { type ipv4_addr : verdict ; }`,
  `add map ${masqueradeTable} masq6 { type ipv6_addr : verdict ; }`,
  `add chain ${masqueradeTable} postrouting { type nat hook postrouting priority srcnat ; policy accept ; }`,
  `flush chain ${masqueradeTable} postrouting`,
  `add rule ${masqueradeTable} postrouting ip daddr 224.0.0.0/4 return`,
  `add rule ${masqueradeTable} postrouting ip6 daddr ff00::/8 return`,
  `add rule ${masqueradeTable} postrouting ip saddr vmap @masq4`,
  `add rule ${masqueradeTable} postrouting ip6 saddr vmap @masq6`,
];

function subnetChain(subnet: string): string[] {
  const chain = `${masqueradeTable} ${chainName(subnet)}`;
  const inside = `${subnet.includes(':') ? 'ip6' : 'ip'} daddr ${subnet} return`;
  return [
    `add chain ${chain}`,
    `flush chain ${chain}`,
    `add rule ${chain} ${inside}`,
    `add rule ${chain} masquerade`,
  ];
}

function removal(label: string, entries: Masquerade[]): string[] {
  return [
    ...entries.map((entry) => `delete element ${masqueradeTable} owners { ${owner(label, entry)} }`),
    ...entries.map((entry) => `delete element ${masqueradeTable} ${element(entry, '', false)}`),
  ];
}

function element({ ip, subnet }: Masquerade, comment: string, target: boolean): string {
  const verdict = target ? ` : goto ${chainName(subnet)}` : '';
  return `${ip.includes(':') ? 'masq6' : 'masq4'} { ${ip}${comment}${verdict} }`;
}

/** The key in `owners`: 15 characters, as an interface name may have. */
function owner(label: string, { ip }: Masquerade): string {
  return `"${hash64(`${label}\n${ip}`).slice(0, 15)}"`;
}
