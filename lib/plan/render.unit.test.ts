import fc from 'fast-check';
import { ipLine, renderPlan, script, sysctlLine } from './render.ts';
import type { Plan } from './step.ts';

describe('ipLine()', () => {
  test('joins plain words with blanks', () => {
    expect(ipLine(['link', 'set', 'dev', 'eth0', 'up'])).toBe('link set dev eth0 up');
  });

  test('lets no string add a word or a line, quote, comment or continue one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let line: string;
        try {
          line = ipLine(['link', 'show', 'dev', text]);
        } catch (error) {
          expect(String(error)).toContain('not a plain word');
          return;
        }
        expect(line.split(/\s/)).toEqual(['link', 'show', 'dev', text]);
        expect(line).not.toMatch(/["'#\\]/);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['', ' ', 'a b', 'a\nb', 'a\tb', 'a"b', "a'b", 'a#b', 'a\\', 'a;b', 'é', '\0'])(
    'refuses the word %j',
    (word) => {
      expect(() => ipLine(['link', word])).toThrow('not a plain word');
    },
  );
});

describe('sysctlLine()', () => {
  test('is key, blank, value', () => {
    expect(sysctlLine('net/ipv4/conf/eth0.100/arp_notify', '1')).toBe('net/ipv4/conf/eth0.100/arp_notify 1');
  });

  test('takes an interface name with dots anywhere', () => {
    expect(sysctlLine('net/ipv4/conf/..cni0/arp_notify', '1')).toBe('net/ipv4/conf/..cni0/arp_notify 1');
  });

  test.each([
    ['kernel/core_pattern', '1'],
    ['net/../kernel/core_pattern', '1'],
    ['net/./ipv4/ip_forward', '1'],
    ['net/ipv4/..', '1'],
    ['net/ipv4/conf/a b/arp_notify', '1'],
    ['net/ipv4/conf/eth0/arp_notify', '1\nnet/x 2'],
    ['/net/ipv4/ip_forward', '1'],
  ])('refuses %j = %j', (key, value) => {
    expect(() => sysctlLine(key, value)).toThrow('not plain');
  });
});

describe('script()', () => {
  test('lets no line hold two lines', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (lines) => {
        let text: string;
        try {
          text = script(lines);
        } catch {
          return;
        }
        expect(text.split(/[\n\r\v\f\u2028\u2029]/)).toEqual([...lines, '']);
      }),
    );
    expect(() => script(['add table inet weft\nflush ruleset'])).toThrow('not one line');
  });
});

test('renderPlan() shows a plan as commands that a person could type, stage by stage', () => {
  const plan: Plan = [
    [{ tool: 'ip', place: 'host', words: ['link', 'set', 'dev', 'cni0', 'up'], why: 'bring "cni0" up' }],
    [
      {
        tool: 'sysctl',
        place: 'container',
        key: 'net/ipv4/conf/eth0/arp_notify',
        value: '1',
        why: 'announce',
      },
      { tool: 'nft', place: 'host', attempts: [['add table inet weft'], ['never shown']], why: 'rules' },
    ],
  ];
  expect(renderPlan(plan)).toBe(
    [
      'host: ip link set dev cni0 up  # bring "cni0" up',
      '--',
      'container: sysctl -w net/ipv4/conf/eth0/arp_notify=1  # announce',
      "host: nft -f - <<'.'  # rules",
      'add table inet weft',
      '.',
    ].join('\n'),
  );
});
