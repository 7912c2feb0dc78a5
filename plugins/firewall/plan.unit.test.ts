import type { LinkFacts } from '../../lib/kernel/observe.ts';
import type { Opening } from '../../lib/ops/firewall.ts';
import { ownRules } from '../../lib/ops/firewallIptables.ts';
import type { Plan, RulesStep } from '../../lib/plan/step.ts';
import type { FirewallFacts } from './facts.ts';
import { planFirewall } from './plan.ts';

const label = 'weft:firewall:mynet:blue:eth0';
const opening: Opening = { label, ips: ['10.1.2.3', 'fd00:1::3'], opens: true };

function factsOf(more: Partial<FirewallFacts>): FirewallFacts {
  return { opening, backend: 'iptables', rules: { 4: [], 6: [] }, elements: [], ports: [], ...more };
}

/** What each step says it is for, stage by stage. */
function whys(plan: Plan): string[][] {
  return plan.map((stage) => stage.map(({ tool, why }) => `${tool}: ${why}`));
}

/** The first step of a stage, which has to be a transaction. */
function rulesAt(plan: Plan, stage: number): RulesStep {
  const step = plan.at(stage)?.[0];
  if (step === undefined || !('attempts' in step)) throw new Error('not a transaction');
  return step;
}

function port(isolated: boolean): LinkFacts {
  return { name: 'veth1', port: { state: 'forwarding', hairpin: false, isolated } } as LinkFacts;
}

describe('planFirewall()', () => {
  test('is one transaction per family where the ground is there and nothing of the attachment', () => {
    const plan = planFirewall(factsOf({}), 'CNI-ADMIN', false);
    expect(whys(plan)).toEqual([['iptables: let through 10.1.2.3', 'ip6tables: let through fd00:1::3']]);
    expect(rulesAt(plan, 0).attempts).toHaveLength(1);
  });

  test('is one transaction in all with nftables', () => {
    const plan = planFirewall(factsOf({ backend: 'nftables' }), 'CNI-ADMIN', false);
    expect(whys(plan)).toEqual([['nft: let through 10.1.2.3, fd00:1::3']]);
  });

  test('makes the ground first where there is none, family beside family', () => {
    const plan = planFirewall(factsOf({ rules: { 4: undefined, 6: undefined } }), 'MY-RULES', false);
    const both = (why: string) => [`iptables: ${why}`, `ip6tables: ${why}`];
    expect(whys(plan)).toEqual([
      both('lead addresses to their own rules'),
      both('make the chain "MY-RULES" unless it is there'),
      both('make the chain "WEFT-ADMIN-22c74977a82b" unless it is there'),
      both('lead what is forwarded to the rules of containers'),
      both('lead it to the administrator\'s chain "MY-RULES" first'),
      ['iptables: let through 10.1.2.3', 'ip6tables: let through fd00:1::3'],
    ]);
    expect(rulesAt(plan, 0).attempts[0]).toContain('-N WEFT-FORWARD');
  });

  test('adds to what the attachment has nothing but what is missing', () => {
    const [four = [], six = []] = [false, true].map((v6) =>
      ownRules({ ...opening, ips: [v6 ? 'fd00:1::3' : '10.1.2.3'] }, v6),
    );
    const plan = planFirewall(factsOf({ rules: { 4: four.slice(1), 6: six } }), 'CNI-ADMIN', false);
    expect(whys(plan).at(-1)).toEqual(['iptables: let through 10.1.2.3']);
    expect(rulesAt(plan, -1).attempts).toEqual([['*filter', `-A ${four[0]}`, 'COMMIT']]);
    expect(rulesAt(plan, -1).undo).toEqual(['*filter', `-D ${four[0]}`, 'COMMIT']);
  });

  test('takes an address over from the attachment that had it, and not from itself', () => {
    const elements = [
      { set: 'open4', key: '10.1.2.3', label: 'weft:firewall:mynet:old:eth0' },
      { set: 'open6', key: 'fd00:1::3', label },
      { set: 'open4', key: '10.1.2.4', label: 'weft:firewall:mynet:other:eth0' },
    ] as const;
    const plan = planFirewall(factsOf({ backend: 'nftables', elements: [...elements] }), 'CNI-ADMIN', true);
    const lines = rulesAt(plan, 0).attempts[0] ?? [];
    expect(lines.filter((line) => line.startsWith('delete'))).toEqual([
      expect.stringMatching(/^delete element inet weft-firewall owners /),
      'delete element inet weft-firewall open4 { 10.1.2.3 }',
    ]);
  });

  test('isolates the ports that are not isolated yet, before any rule', () => {
    const plan = planFirewall(factsOf({ ports: [port(false)] }), 'CNI-ADMIN', false);
    expect(whys(plan)[0]).toEqual(['ip: isolate "veth1" from other such ports']);
    expect(planFirewall(factsOf({ ports: [port(true)] }), 'CNI-ADMIN', false)).toHaveLength(1);
  });

  test('is nothing where there is no address, or firewalld opens and no policy is asked for', () => {
    expect(planFirewall(factsOf({ opening: { ...opening, ips: [] } }), 'CNI-ADMIN', true)).toEqual([]);
    expect(planFirewall(factsOf({ opening: { ...opening, opens: false } }), 'CNI-ADMIN', false)).toEqual([]);
  });
});
