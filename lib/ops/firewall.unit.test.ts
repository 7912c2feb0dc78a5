import fc from 'fast-check';
import { formatIp } from '../net/ip.ts';
import { addOpening, type Opening, removeOpening, removePolicy } from './firewall.ts';
import { addressChain, baseChains, entranceRules, fixedRules } from './firewallChains.ts';
import { ground } from './firewallShared.ts';

const label = 'weft:firewall:mynet:blue:eth0';
const opening: Opening = {
  label,
  ips: ['10.1.2.3', 'fd00:1::3'],
  opens: true,
  policy: { device: 'cni0', kind: 'isolated' },
};

/** Whether an address satisfies "-s bits/mask" of a rule. */
function matches(value: bigint, [bits, mask]: [bigint, bigint]): boolean {
  return (value & mask) === bits;
}

function numberOf(text: string): bigint {
  if (text.includes(':')) return BigInt(`0x${text.replaceAll(':', '') || '0'}`);
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

test.each([
  { v6: false, bits: 32n, family: 4 as const },
  { v6: true, bits: 128n, family: 6 as const },
])(
  'every address comes to its own chain and to no other, by source and by destination: $family',
  ({ v6, bits, family }) => {
    const rules = [...entranceRules(v6), ...fixedRules(v6)].flatMap((rule) => {
      const [, from = '', way = '', low = '', mask = '', to = ''] =
        /^(\S+) (-[sd]) (\S+)\/(\S+) -j (\S+)$/.exec(rule) ?? [];
      return to === '' ? [] : [{ from, way, to, match: [numberOf(low), numberOf(mask)] as [bigint, bigint] }];
    });
    const reached = (value: bigint, way: string, from = 'WEFT-FORWARD'): string[] => {
      const next = rules.filter(
        (rule) => rule.from === from && rule.way === way && matches(value, rule.match),
      );
      return next.length === 0 ? [from] : next.flatMap((rule) => reached(value, way, rule.to));
    };
    fc.assert(
      fc.property(fc.bigInt(0xffff00000000n * BigInt(v6), 2n ** bits - 1n), (value) => {
        const chain = addressChain(formatIp({ family, value }));
        expect(baseChains).toContain(chain);
        expect(reached(value, '-s')).toEqual([chain]);
        expect(reached(value, '-d')).toEqual([chain]);
      }),
    );
  },
);

describe.each(['iptables', 'nftables'] as const)('with %s', (backend) => {
  test('removeOpening() takes back what addOpening() did, in its own words', () => {
    const added = addOpening(backend, opening, 'CNI-ADMIN');
    const removed = removeOpening(backend, opening);
    expect(removed.map((step) => 'attempts' in step && step.attempts)).toEqual(
      added.map((step) => [step.undo]),
    );
  });

  test('every rule and element of an attachment carries its label', () => {
    for (const step of addOpening(backend, opening, 'CNI-ADMIN')) {
      if (!('attempts' in step)) throw new Error('not a transaction');
      const own = step.attempts[0]?.filter((line) => /^(-A|create)/.test(line)) ?? [];
      expect(own.length).toBeGreaterThan(3);
      for (const line of own) expect(line).toContain(`"${label}"`);
    }
  });

  test('nothing is written for nothing', () => {
    expect(addOpening(backend, { ...opening, ips: [] }, 'CNI-ADMIN')).toEqual([]);
    expect(removeOpening(backend, { label, ips: ['10.1.2.3'], opens: false })).toEqual([]);
  });

  test('removePolicy() gives all up, or what is stricter than another has it', () => {
    const [step] = removePolicy(backend, { device: 'cni0', kind: 'isolated' }, [false]);
    if (step === undefined || !('attempts' in step)) throw new Error('not a transaction');
    const dropped = (lines: string[] = []) => lines.filter((line) => /^-X|^delete chain/.test(line)).length;
    expect(step.attempts.map(dropped)).toEqual([2, 1]);
    const [weaker] = removePolicy(backend, { device: 'cni0', kind: 'same-bridge' }, [true]);
    expect(weaker && 'attempts' in weaker && weaker.attempts.map(dropped)).toEqual([1]);
  });
});

test('ground() tries what is there, what is new, and every part that may be left', () => {
  const policy = { device: 'cni0', kind: 'same-bridge' } as const;
  const kinds = (attempt: string[]) =>
    [...new Set(attempt.slice(1, -1).map((line) => line.slice(0, 2)))].join(' ');
  const tried = (isNew: boolean) =>
    ground({ ...opening, policy }, 'CNI-ADMIN', false, isNew).map((step) => step.attempts.map(kinds));
  const [make, anew] = [
    ['-N', ''],
    ['-F -X -N -A', '-C', '-F -X -N -A', '-C', '-F -X -N -A', '-C'],
  ];
  expect(tried(false)).toEqual([
    ['-F -A', '-N -F -A', '-F -A'],
    make,
    make,
    make,
    ['-C', ...anew.map((kind) => kind.replace('-A', '-A -I')), '-C -F -A', '-F -A -I'],
    ['-C', ...anew, '-C -F -A', '-F -A'],
    ['-C', ...anew, '-C -F -A', '-C -F -A', '-C -F -A', '-F -A'],
  ]);
  expect(tried(true)[0]?.[0]).toBe('-N -F -A');
  expect(tried(true)[4]?.[0]).toBe('-F -X -N -A -I');
  expect(ground(opening, 'CNI-ADMIN', true, true).every((step) => step.shared)).toBe(true);
});
