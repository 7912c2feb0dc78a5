import type { RulesStep } from '../plan/step.ts';
import type { Opening } from './firewall.ts';
import {
  adminWay,
  baseChains,
  entranceRules,
  entryRule,
  fixedChains,
  fixedRules,
  policyChains,
  policyRules,
} from './firewallChains.ts';

/** A chain that attachments share, of which any part may be gone. */
interface Shared {
  why: string;
  chain: string;
  inside: string[];
  /** Rules in other chains that lead to it, or belong to it. */
  outside: string[];
}

/**
 * Puts back what is missing of the ground, one thing after another: our chains, the way to the administrator's
 * chain, the device's policy. `isNew`: there is no chain of ours.
 *
 * `-N` keeps nobody else from making the same chain at the same time: iptables on nftables, when another has
 * changed anything meanwhile, does its transaction again and leaves out what exists by then. So nothing may come
 * twice by being done twice: chains are made first, emptied and filled as a whole, and a rule that leads to one is
 * added together with `-X` and `-N` of it, which the kernel refuses where such a rule is there.
 */
export function ground({ policy }: Opening, adminChain: string, v6: boolean, isNew: boolean): RulesStep[] {
  const policies = policy === undefined ? [] : policyChains(policy);
  const wayToAdmin = adminWay(adminChain);
  const shared = [
    { why: lead, chain: 'WEFT-FORWARD', inside: entranceRules(v6), outside: [entryRule] },
    { why: `lead it to the administrator's chain "${adminChain}" first`, ...wayToAdmin },
    ...policies.map((chain) => sharedPolicy(chain, policy?.device ?? '')),
  ];
  return [
    fixedStep(v6, isNew),
    ...[adminChain, wayToAdmin.chain, ...policies].map((chain) => chainStep(chain, v6)),
    ...shared.map((one) => sharedStep(one, v6, isNew)),
  ];
}

const lead = 'lead what is forwarded to the rules of containers';

/** The chains whose content is always the same: emptied and filled, or made and filled. */
function fixedStep(v6: boolean, isNew: boolean): RulesStep {
  const fill = [...fixedChains.map((chain) => `-F ${chain}`), ...fixedRules(v6).map((rule) => `-A ${rule}`)];
  const make = [...baseChains.map((chain) => `-N ${chain}`), ...fill];
  const attempts = isNew ? [make, fill] : [fill, make, fill];
  return step('lead addresses to their own rules', attempts, v6);
}

/** Where the chain cannot be made it is there, or what comes next fails for the same reason. */
function chainStep(chain: string, v6: boolean): RulesStep {
  return step(`make the chain "${chain}" unless it is there`, [[`-N ${chain}`], []], v6);
}

function sharedPolicy(chain: string, device: string): Shared {
  const isolates = chain.startsWith('WEFT-ISO-');
  const why = `${isolates ? 'isolate what is' : 'keep other networks from what is'} behind "${device}"`;
  return { why, chain, ...policyRules(chain, device) };
}

/**
 * Attempts: all is there · nothing leads to the chain, which `-X` makes sure of · at last, where the rules of
 * attachments keep the chain, each choice of what may be left outside, the most complete first.
 */
function sharedStep({ why, chain, inside, outside }: Shared, v6: boolean, isNew: boolean): RulesStep {
  const there = [...outside, ...inside].map((rule) => `-C ${rule}`);
  const content = inside.map((rule) => `-A ${rule}`);
  const anew = [`-F ${chain}`, `-X ${chain}`, `-N ${chain}`, ...content, ...outside.map(addition)];
  const parts = choices(outside).map((left) => {
    const rest = outside.filter((rule) => !left.includes(rule));
    return [...left.map((rule) => `-C ${rule}`), `-F ${chain}`, ...content, ...rest.map(addition)];
  });
  const tries = [anew, there, anew, there, anew, there];
  return step(why, [...(isNew ? [] : [there]), ...tries, ...parts], v6);
}

function step(why: string, attempts: string[][], v6: boolean): RulesStep {
  const tool = v6 ? 'ip6tables' : 'iptables';
  return { tool, place: 'host', shared: true, attempts: attempts.map(transaction), why };
}

/** All choices from a list, the longest first. */
function choices(rules: string[]): string[][] {
  const every = Array.from({ length: 2 ** rules.length }, (_, bits) =>
    rules.filter((_rule, index) => (bits >> index) & 1),
  );
  return every.sort((a, b) => b.length - a.length);
}

/**
 * Before what others have in FORWARD, as the reference has it: a rule there that drops all would come first otherwise.
 */
function addition(rule: string): string {
  return rule === entryRule ? `-I ${rule.replace(' ', ' 1 ')}` : `-A ${rule}`;
}

/** One transaction of table filter. */
export function transaction(lines: string[]): string[] {
  return ['*filter', ...lines, 'COMMIT'];
}
