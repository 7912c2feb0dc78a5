import { hash64 } from '../net/hash.ts';
import type { RulesStep } from '../plan/step.ts';
import type { IngressPolicy } from './firewall.ts';

/** A table of the firewall's own, so that nobody who gives up a table of ours can take it along. */
export const firewallTable = 'inet weft-firewall';

/**
 * What attachments share. Chain `admin` is the administrator's: it is made if it is missing and never changed. So is
 * the policy of chain `forward`: without one in the line, the kernel leaves it as it is, and begins with accept.
 *
 * Before priority 0, where others filter: what is dropped here costs them nothing.
 */
export const nftBase = [
  `add table ${firewallTable}`,
  `add set ${firewallTable} open4 { type ipv4_addr ; }`,
  `add set ${firewallTable} open6 { type ipv6_addr ; }`,
  `add set ${firewallTable} between { type ifname ; }`,
  `add set ${firewallTable} alike { type ifname . ifname ; }`,
  `add set ${firewallTable} isolated { type ifname . ifname ; }`,
  `add map ${firewallTable} owners { type ifname : verdict ; }`,
  `add chain ${firewallTable} opened`,
  `add chain ${firewallTable} admin`,
  `add chain ${firewallTable} forward { type filter hook forward priority filter - 10 ; }`,
  `flush chain ${firewallTable} forward`,
  ...forwardRules().map((rule) => `add rule ${firewallTable} forward ${rule}`),
];

function forwardRules(): string[] {
  return [
    'jump admin',
    'iifname . oifname @isolated drop',
    'iifname . oifname != @alike iifname @between oifname @between drop',
    'ip daddr @open4 ct state established,related accept',
    'ip daddr @open4 ct status dnat accept',
    'ip saddr @open4 accept',
    'ip6 daddr @open6 ct state established,related accept',
    'ip6 daddr @open6 ct status dnat accept',
    'ip6 saddr @open6 accept',
  ];
}

/** The number of rules in chain `forward`. */
export const forwardLength = forwardRules().length;

/** A part of a policy: the chain that its users lead to, which holds nothing, and the elements that go with it. */
export interface PolicyKeeper {
  chain: string;
  elements: string[];
}

/** Chains are called after a hash: not every name of a device may be one of a chain. */
export function policyKeepers({ device, kind }: IngressPolicy): PolicyKeeper[] {
  const name = hash64(device);
  const between = {
    chain: `between-${name}`,
    elements: [`between { "${device}" }`, `alike { "${device}" . "${device}" }`],
  };
  if (kind === 'same-bridge') return [between];
  return [between, { chain: `isolated-${name}`, elements: [`isolated { "${device}" . "${device}" }`] }];
}

export function nftPolicyBase(policy: IngressPolicy): string[] {
  return policyKeepers(policy).flatMap(({ chain, elements }) => [
    `add chain ${firewallTable} ${chain}`,
    ...elements.map((element) => `add element ${firewallTable} ${element}`),
  ]);
}

/** Takes the table away. The kernel refuses to delete the chains while an element leads to them, and with it all. */
export function removeFirewallTable(policies: string[]): RulesStep {
  const chains = ['opened', ...policies].map((chain) => `delete chain ${firewallTable} ${chain}`);
  const why = `remove the unused table ${firewallTable}`;
  return { tool: 'nft', place: 'host', attempts: [[...chains, `delete table ${firewallTable}`]], why };
}
