import type { RulesStep } from '../plan/step.ts';
import type { Masquerade } from './masquerade.ts';

/**
 * One chain of ours in table nat, entered once from POSTROUTING, with one rule per address:
 *
 *     -A POSTROUTING -m comment --comment "weft: masquerade follows"
 *     -A POSTROUTING -m comment --comment "weft: masquerade" -j WEFT-MASQ
 *     -A WEFT-MASQ -d 224.0.0.0/4 -j RETURN
 *     -A WEFT-MASQ -s 10.1.2.3/32 ! -d 10.1.2.0/24 -m comment --comment "weft:bridge:mynet:2e34dcf34:eth0" -j MASQUERADE
 */
export const masqueradeChain = 'WEFT-MASQ';

/**
 * Five attempts: the base is there · nothing is there · a concurrent call made it meanwhile · the chain is there but
 * somebody has flushed the entry to it · and the chain as well. `-C` and `-N` make each transaction fail as a whole where it does not fit.
 * From the third on, calls wait for each other: nothing else would keep two from writing the entry twice.
 */
export function add(label: string, entries: Masquerade[], v6: boolean): RulesStep {
  const own = entries.map((entry) => `-A ${rule(label, entry, v6)}`);
  const expectBase = transaction(`-C ${markRule}`, ...own);
  const enter = [`-A ${markRule}`, `-A ${entryRule}`];
  return {
    tool: v6 ? 'ip6tables' : 'iptables',
    place: 'host',
    attempts: [
      expectBase,
      transaction(...onlyOnce, ...enter, `-A ${multicastRule(v6)}`, ...own),
      expectBase,
      transaction(`-C ${multicastRule(v6)}`, ...enter, ...own),
      transaction(...enter, `-I ${multicastRule(v6)}`, ...own),
    ],
    aloneFrom: 2,
    undo: removal(label, entries, v6),
    why: `masquerade ${entries.map((entry) => entry.ip).join(', ')}`,
  };
}

/**
 * Makes the chain, for one alone of all that try at the same time. iptables on nftables does a transaction again when another has changed
 * anything meanwhile, and then leaves out a `-N` of what exists by now: so the kernel is made to refuse, by `-X` of a chain that is entered.
 */
const onlyOnce = [
  `-N ${masqueradeChain}`,
  `-F ${masqueradeChain}`,
  `-X ${masqueradeChain}`,
  `-N ${masqueradeChain}`,
];

/** Takes the rules of these entries away. The label is part of the rule, so nobody else's can match. */
export function remove(label: string, entries: Masquerade[], v6: boolean): RulesStep {
  return {
    tool: v6 ? 'ip6tables' : 'iptables',
    place: 'host',
    attempts: [removal(label, entries, v6)],
    fine: 'absent',
    why: `stop masquerading ${entries.map((entry) => entry.ip).join(', ')}`,
  };
}

/** Takes the chain away if it is empty but for the multicast rule; the kernel refuses otherwise. */
export function removeBase(v6: boolean): RulesStep {
  const lines = [`-D ${markRule}`, `-D ${entryRule}`, `-D ${multicastRule(v6)}`, `-X ${masqueradeChain}`];
  const why = `remove the unused chain ${masqueradeChain}`;
  return { tool: v6 ? 'ip6tables' : 'iptables', place: 'host', attempts: [transaction(...lines)], why };
}

/**
 * Does nothing but stand before the entry, and go with it in every flush. To ask with `-C` for a rule that leads to a chain makes iptables
 * read that chain, with a rule for every address on the node; to ask for this one does not.
 */
const markRule = 'POSTROUTING -m comment --comment "weft: masquerade follows"';
const entryRule = `POSTROUTING -m comment --comment "weft: masquerade" -j ${masqueradeChain}`;

function multicastRule(v6: boolean): string {
  return `${masqueradeChain} -d ${v6 ? 'ff00::/8' : '224.0.0.0/4'} -j RETURN`;
}

function rule(label: string, { ip, subnet }: Masquerade, v6: boolean): string {
  const match = `-s ${ip}/${v6 ? 128 : 32} ! -d ${subnet}`;
  return `${masqueradeChain} ${match} -m comment --comment "${label}" -j MASQUERADE`;
}

function removal(label: string, entries: Masquerade[], v6: boolean): string[] {
  return transaction(...entries.map((entry) => `-D ${rule(label, entry, v6)}`));
}

function transaction(...lines: string[]): string[] {
  return ['*nat', ...lines, 'COMMIT'];
}
