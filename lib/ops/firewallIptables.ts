import type { RulesStep } from '../plan/step.ts';
import type { IngressPolicy, Opening } from './firewall.ts';
import { addressChain, adminWay, entryRule, policyChains, policyRules } from './firewallChains.ts';
import { transaction } from './firewallShared.ts';

/**
 * The rules of an attachment, as `iptables -S` prints them but for "-A ": for each address
 *
 *     WEFT-A-30 -s 10.1.2.3/32 -m comment --comment "<label>" -j ACCEPT
 *     WEFT-A-30 -d 10.1.2.3/32 -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -m comment --comment "<label>" -j ACCEPT
 *     WEFT-A-30 -s 10.1.2.3/32 -d 10.1.2.3/32 -i cni0 -m comment --comment "<label>" -j WEFT-IN-cni0
 *
 * The last is there for each chain of a policy. Hardly a packet ever matches it: it is what keeps the chain from being
 * deleted.
 */
export function ownRules({ label, ips, opens, policy }: Opening, v6: boolean): string[] {
  const comment = `-m comment --comment "${label}"`;
  return ips.flatMap((ip) => {
    const [chain, host] = [addressChain(ip), `${ip}/${v6 ? 128 : 32}`];
    const open = [
      `${chain} -s ${host} ${comment} -j ACCEPT`,
      `${chain} -d ${host} -m conntrack --ctstate RELATED,ESTABLISHED,DNAT ${comment} -j ACCEPT`,
    ];
    const held = (policy ? policyChains(policy) : []).map(
      (target) => `${chain} -s ${host} -d ${host} -i ${policy?.device} ${comment} -j ${target}`,
    );
    return [...(opens ? open : []), ...held];
  });
}

/**
 * Expects the ground, in a transaction of its own that changes nothing: with it in one transaction, iptables would read
 * the chain that is only added to. Whether the rules are there already has to be known before: adding does not look.
 */
export function add(opening: Opening, adminChain: string, v6: boolean): RulesStep {
  const rules = ownRules(opening, v6);
  const ground = [
    entryRule,
    'WEFT-FORWARD -j WEFT-INGRESS',
    ...adminWay(adminChain).outside,
    ...policyEntries(opening),
  ];
  return {
    ...base(v6),
    attempts: [
      [...transaction(ground.map((rule) => `-C ${rule}`)), ...transaction(rules.map((rule) => `-A ${rule}`))],
    ],
    undo: transaction(rules.map((rule) => `-D ${rule}`)),
    why: `let through ${opening.ips.join(', ')}`,
  };
}

/** Adds those of the attachment's rules that are missing. */
export function addMissing(opening: Opening, missing: string[], v6: boolean): RulesStep {
  return {
    ...base(v6),
    attempts: [transaction(missing.map((rule) => `-A ${rule}`))],
    undo: transaction(missing.map((rule) => `-D ${rule}`)),
    why: `let through ${opening.ips.join(', ')}`,
  };
}

/** Takes the attachment's rules away, all of them or none. The label is part of each, so nobody else's can match. */
export function remove(opening: Opening, v6: boolean): RulesStep {
  return removeRules(ownRules(opening, v6), v6, `no longer let through ${opening.ips.join(', ')}`);
}

/** Takes rules away that a listing has shown. */
export function removeRules(rules: string[], v6: boolean, why: string): RulesStep {
  return { ...base(v6), attempts: [transaction(rules.map((rule) => `-D ${rule}`))], why };
}

/** Gives a device's policy up, or if others have the weaker one still, what is more than that. */
export function removePolicy(policy: IngressPolicy, v6: boolean): RulesStep {
  const why = `give up the unused policy of "${policy.device}"`;
  const chains = policyChains(policy).map((chain) =>
    withoutChain(chain, policyRules(chain, policy.device).outside),
  );
  const [, ...more] = chains;
  return { ...base(v6), attempts: [chains.flat(), ...more].map(transaction), why };
}

/** Takes a chain away with the rules that lead to it, unless anything else does. */
export function removeChain(chain: string, outside: string[], v6: boolean, why: string): RulesStep {
  return { ...base(v6), attempts: [transaction(withoutChain(chain, outside))], why };
}

function withoutChain(chain: string, outside: string[]): string[] {
  return [...outside.map((rule) => `-D ${rule}`), `-F ${chain}`, `-X ${chain}`];
}

/**
 * Takes everything away that attachments share, as far as a listing has shown it; the kernel refuses while a rule is
 * left.
 */
export function removeGround(entries: string[], chains: string[], v6: boolean): RulesStep {
  const emptied = chains.filter((chain) => !chain.startsWith('WEFT-A-'));
  return {
    tool: v6 ? 'ip6tables' : 'iptables',
    place: 'host',
    attempts: [
      transaction([
        ...entries.map((rule) => `-D ${rule}`),
        ...emptied.map((chain) => `-F ${chain}`),
        ...chains.map((chain) => `-X ${chain}`),
      ]),
    ],
    why: 'remove the unused chains of the firewall',
  };
}

function policyEntries({ policy }: Opening): string[] {
  if (policy === undefined) return [];
  return policyChains(policy).flatMap((chain) => policyRules(chain, policy.device).outside);
}

function base(v6: boolean): Pick<RulesStep, 'tool' | 'place'> {
  return { tool: v6 ? 'ip6tables' : 'iptables', place: 'host' };
}
