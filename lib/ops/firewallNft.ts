import { hash64 } from '../net/hash.ts';
import type { RulesStep } from '../plan/step.ts';
import type { IngressPolicy, Opening } from './firewall.ts';
import { firewallTable, nftBase, nftPolicyBase, policyKeepers } from './firewallNftBase.ts';

/**
 * An attachment is elements, so that it costs the same with ten containers and with ten thousand:
 *
 *     owners    "f0a1…" comment "weft:firewall:mynet:2e34dcf34:eth0" : goto opened        one per address
 *     open4     10.1.2.3 comment "weft:firewall:mynet:2e34dcf34:eth0"
 *     owners    "93bc…" comment "weft:firewall:mynet:2e34dcf34:eth0" : goto between-…     one per policy
 *
 * Deleting the element of `owners` first guards the rest: who is not, or no longer, the owner of an address fails as a
 * whole. Where its elements lead keeps the kernel from deleting the chain, and with it what goes in one transaction
 * with that.
 */
export function add(opening: Opening): RulesStep {
  const own = elements(opening).map((element) => `create element ${firewallTable} ${element}`);
  return {
    tool: 'nft',
    place: 'host',
    attempts: [own, [...ground(opening), ...own]],
    undo: removal(opening),
    why: `let through ${opening.ips.join(', ')}`,
  };
}

/** What other attachments have had of an address, and lose to the one that has got it now. */
export interface Taken {
  label: string;
  ip: string;
}

/** Puts the ground in order, takes the addresses over from those who had them before, and adds what is missing. */
export function mend(opening: Opening, taken: Taken[]): RulesStep {
  const own = elements(opening).map((element) => `add element ${firewallTable} ${element}`);
  const taking = taken.flatMap(({ label, ip }) => [
    // `add` before `delete`: the element of an address may be there without that of its owner.
    `add element ${firewallTable} owners { ${ownerKey(label, ip)} : goto opened }`,
    `delete element ${firewallTable} owners { ${ownerKey(label, ip)} }`,
    `delete element ${firewallTable} ${openSet(ip)} { ${ip} }`,
  ]);
  return {
    tool: 'nft',
    place: 'host',
    attempts: [[...ground(opening), ...taking, ...own]],
    why: `let through ${opening.ips.join(', ')}`,
  };
}

/** Takes the attachment's elements away, all of them or none. */
export function remove(opening: Opening): RulesStep {
  const why = `no longer let through ${opening.ips.join(', ')}`;
  return { tool: 'nft', place: 'host', attempts: [removal(opening)], why };
}

/** Takes elements away that a listing has shown. */
export function removeElements(found: { set: string; key: string }[], why: string): RulesStep {
  const lines = found.map(({ set, key }) => `delete element ${firewallTable} ${set} { ${key} }`);
  return { tool: 'nft', place: 'host', attempts: [lines], why };
}

/** Gives a device's policy up, or if others have the weaker one still, what is more than that. */
export function removePolicy(policy: IngressPolicy): RulesStep {
  const parts = policyKeepers(policy).map(({ chain, elements: shared }) => [
    `delete chain ${firewallTable} ${chain}`,
    ...shared.map((element) => `delete element ${firewallTable} ${element}`),
  ]);
  const [, ...more] = parts;
  const why = `give up the unused policy of "${policy.device}"`;
  return { tool: 'nft', place: 'host', attempts: [parts.flat(), ...more], why };
}

/** The key in `owners`, 15 characters as an interface name may have. `of`: an address, or a chain of a policy. */
export function ownerKey(label: string, of: string): string {
  return `"${hash64(`${label}\n${of}`).slice(0, 15)}"`;
}

export function openSet(ip: string): 'open4' | 'open6' {
  return ip.includes(':') ? 'open6' : 'open4';
}

function ground({ policy }: Opening): string[] {
  return [...nftBase, ...(policy ? nftPolicyBase(policy) : [])];
}

function elements({ label, ips, opens, policy }: Opening): string[] {
  const comment = `comment "${label}"`;
  const open = ips.flatMap((ip) => [
    `owners { ${ownerKey(label, ip)} ${comment} : goto opened }`,
    `${openSet(ip)} { ${ip} ${comment} }`,
  ]);
  const held = (policy ? policyKeepers(policy) : []).map(
    ({ chain }) => `owners { ${ownerKey(label, chain)} ${comment} : goto ${chain} }`,
  );
  return [...(opens ? open : []), ...held];
}

function removal({ label, ips, opens, policy }: Opening): string[] {
  const own = opens ? ips : [];
  const held = (policy ? policyKeepers(policy) : []).map(({ chain }) => chain);
  return [
    ...[...own, ...held].map((of) => `delete element ${firewallTable} owners { ${ownerKey(label, of)} }`),
    ...own.map((ip) => `delete element ${firewallTable} ${openSet(ip)} { ${ip} }`),
  ];
}
