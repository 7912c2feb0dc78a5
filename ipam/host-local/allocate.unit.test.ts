import fc from 'fast-check';
import { formatIp, type Ip, parseIp } from '../../lib/net/ip.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { assign, candidates, gatewaysOf } from './allocate.ts';
import { parseRange, rangeKeys } from './range.ts';
import type { RangeSet } from './rangeSet.ts';

const ip = (text: string) => parseIp(text) as Ip;

function set(...ranges: Record<string, string>[]): RangeSet {
  return ranges.map((range) => parseRange(new Fields(range, rangeKeys, { path: 'range', code: 7 })));
}

function order(ranges: RangeSet, last?: string): string[] {
  return [...candidates(ranges, last === undefined ? undefined : ip(last), gatewaysOf([ranges]))].map(
    formatIp,
  );
}

const small = set({ subnet: '192.168.1.0/29' });
const two = set({ subnet: '10.0.0.0/30' }, { subnet: '10.0.1.0/29', rangeEnd: '10.0.1.3' });

test.each([
  ['a fresh /29', small, undefined, '23456'], // HL-15
  ['after the last address', small, '192.168.1.6', '23456'], // HL-16
  ['after one in the middle', small, '192.168.1.3', '45623'], // HL-17
  ['after one outside', small, '192.168.2.3', '23456'],
  ['after one of the other family', small, '::3', '23456'],
])('candidates() of %s are in the right order', (_, ranges, last, hosts) => {
  expect(order(ranges, last)).toEqual([...hosts].map((host) => `192.168.1.${host}`));
});

test.each([
  [undefined, ['10.0.0.2', '10.0.1.2', '10.0.1.3']], // HL-27
  ['10.0.0.2', ['10.0.1.2', '10.0.1.3', '10.0.0.2']], // HL-26
  ['10.0.1.2', ['10.0.1.3', '10.0.0.2', '10.0.1.2']],
  ['10.0.1.3', ['10.0.0.2', '10.0.1.2', '10.0.1.3']],
])('candidates() of two ranges after %s go on in the next and come round', (last, expected) => {
  expect(order(two, last)).toEqual(expected);
});

test('candidates() stop at the end of the address space', () => {
  const top = set({
    subnet: '255.255.255.248/29',
    rangeStart: '255.255.255.254',
    rangeEnd: '255.255.255.255',
  });
  expect(order(top)).toEqual(['255.255.255.254', '255.255.255.255']);
  expect(order(top, '255.255.255.255')).toEqual(['255.255.255.254', '255.255.255.255']);
});

test('candidates() of a /64 begin at once', () => {
  const { value } = candidates(set({ subnet: '2001:db8::/64' }), undefined, [ip('2001:db8::1')]).next();
  expect(formatIp(value as Ip)).toBe('2001:db8::2');
});

test('candidates() are every address of the set but its gateways, once each, whatever was last', () => {
  const host = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(host, host, host, host), host, host, (ends, gateway, last) => {
      const [a = 0, b = 0, c = 0, d = 0] = ends.toSorted((x, y) => x - y);
      const of = (first: number, end: number, net: string) =>
        set({
          subnet: `10.0.${net}.0/24`,
          rangeStart: `10.0.${net}.${first}`,
          rangeEnd: `10.0.${net}.${end}`,
          gateway: `10.0.${net}.${gateway}`,
        });
      const ranges = [...of(c, d, '1'), ...of(a, b, '0')];
      const all = [];
      for (const [net, first, end] of [
        [1, c, d],
        [0, a, b],
      ] as const)
        for (let at = first; at <= end; at++) if (at !== gateway) all.push(`10.0.${net}.${at}`);
      expect(order(ranges, `10.0.0.${last}`).toSorted()).toEqual(all.toSorted());
    }),
  );
});

describe('assign()', () => {
  const sets = [set({ subnet: '10.1.2.0/24', rangeStart: '10.1.2.10' }), set({ subnet: '2001:db8::/64' })];
  const requests = (...texts: string[]) => texts.map(ip);
  const texts = (ips: (Ip | undefined)[]) => ips.map((chosen) => chosen && formatIp(chosen));

  test('gives each set the address asked for in it', () => {
    expect(texts(assign(sets, requests('2001:db8::7', '10.1.2.88')))).toEqual(['10.1.2.88', '2001:db8::7']);
    expect(texts(assign(sets, requests('2001:db8::7')))).toEqual([undefined, '2001:db8::7']);
    expect(texts(assign(sets, []))).toEqual([undefined, undefined]);
  });

  test.each([
    [
      ['10.1.2.88', '10.1.2.89', '10.1.2.90'],
      'requested IP "10.1.2.89", "10.1.2.90": another one is requested from the same range set',
    ],
    [
      ['10.9.9.9'], // HL-52
      'requested IP "10.9.9.9": in no range set (10.1.2.10-10.1.2.254; 2001:db8::1-2001:db8::ffff:ffff:ffff:ffff)',
    ],
    [['10.1.2.9'], 'requested IP "10.1.2.9": in no range set'],
    [['2001:db8::1'], 'requested IP "2001:db8::1": it is a range\'s gateway'],
  ])('refuses %j', (asked, message) => {
    expect(() => assign(sets, requests(...asked))).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), code: 102 }),
    );
  });

  test("refuses the gateway of another set's range", () => {
    const crossed = [
      set({ subnet: '10.0.0.0/24', rangeEnd: '10.0.0.9', gateway: '10.0.0.200' }),
      set({ subnet: '10.0.0.0/24', rangeStart: '10.0.0.100', gateway: '10.0.0.5' }),
    ];
    expect(() => assign(crossed, requests('10.0.0.200'))).toThrow("it is a range's gateway");
  });
});
