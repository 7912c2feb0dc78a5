import { entryRules, hostPortChain, sharedRule } from '../../lib/ops/portmapChains.ts';
import { bare, chainsGone, every, type NatChains } from '../../lib/ops/portmapFound.ts';
import { remove, transaction } from '../../lib/ops/portmapOwned.ts';
import type { Plan, RulesStep } from '../../lib/plan/step.ts';

/**
 * What ports share with iptables and nobody uses any more: chains of ports and owners that somebody has emptied,
 * groups without a port, and in the end the entry. Each transaction is refused where a rule has come meanwhile.
 */
export function planBaseRemoval(v6: boolean, chains: NatChains): Plan {
  if (!chains.has(hostPortChain)) return [];
  const mark = bare(sharedRule);
  const empty = [...chains]
    .filter(
      ([name, rules]) => /^WEFT-(PORT|IF|OWNER)-/.test(name) && rules.every((rule) => bare(rule) === mark),
    )
    .map(([name]) => name);
  const groups = [...chains].filter(([name]) => name.startsWith('WEFT-HP-'));
  const unused = groups.filter(([, rules]) =>
    rules.every((rule) => empty.includes(rule.split(' ').at(-1) ?? '')),
  );
  const lines = [
    ...unused.flatMap(([name, rules]) => rules.map((rule) => remove({ chain: name, rule }))),
    ...chainsGone(chains, empty),
    ...unused.flatMap(([name]) => [...entriesTo(name, chains), `-X ${name}`]),
  ];
  const step = (script: string[], why: string): RulesStep => ({
    tool: v6 ? 'ip6tables' : 'iptables',
    place: 'host',
    alone: true,
    attempts: [transaction(...script)],
    why,
  });
  const collected = lines.length === 0 ? [] : [step(lines, 'remove unused groups of ports')];
  if (unused.length < groups.length) return [collected];
  const base = [
    ...entryRules(v6).flatMap((entry) => every(chains, entry).map(remove)),
    `-X ${hostPortChain}`,
    ...masquerades(chains),
  ];
  return [collected, [step(base, `remove the unused chain ${hostPortChain}`)]];
}

function entriesTo(name: string, chains: NatChains): string[] {
  const rules = chains.get(hostPortChain) ?? [];
  return rules
    .filter((rule) => rule.endsWith(` -j ${name}`))
    .map((rule) => remove({ chain: hostPortChain, rule }));
}

function masquerades(chains: NatChains): string[] {
  const text = 'weft: masquerade port mappings';
  const rules = (chains.get('POSTROUTING') ?? []).filter((rule) => rule.includes(text));
  return rules.map((rule) => remove({ chain: 'POSTROUTING', rule }));
}
