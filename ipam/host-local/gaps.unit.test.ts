import fc from 'fast-check';
import { formatIp, type Ip, parseIp, plus } from '../../lib/net/ip.ts';
import { gaps } from './gaps.ts';

const ip = (text: string) => parseIp(text) as Ip;
const textsOf = (first: string, last: string, ...taken: string[]) =>
  [...gaps({ first: ip(first), last: ip(last) }, new Set(taken))].map(formatIp);

test.each([
  ['10.1.0.254', '10.1.1.2', ['10.1.0.255', '10.1.1.1'], ['10.1.0.254', '10.1.1.0', '10.1.1.2']],
  ['10.1.0.7', '10.1.0.7', ['10.1.0.7'], []],
  ['255.255.255.254', '255.255.255.255', ['255.255.255.254'], ['255.255.255.255']],
  ['2001:db8::ffff', '2001:db8::1:1', ['2001:db8::ffff', '2001:db8::1:1'], ['2001:db8::1:0']],
  ['2001:db8::1:0', '2001:db8::1:1', ['2001:db8::1:0'], ['2001:db8::1:1']],
  ['fd00:1:2:3:4:5:6:0', 'fd00:1:2:3:4:5:6:1', ['fd00:1:2:3:4:5:6:0'], ['fd00:1:2:3:4:5:6:1']],
  ['fd00::', 'fd00::1', ['fd00::'], ['fd00::1']],
])('gaps() of %s to %s without %j are %j', (first, last, taken, expected) => {
  expect(textsOf(first, last, ...taken)).toEqual(expected);
});

test('gaps() are what is left of a range of any place, in order', () => {
  const bits = (count: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(count) - 1n });
  const v4 = fc.record({ family: fc.constant(4 as const), value: bits(32) });
  // With zeros at every place, and those that are written with an IPv4 address at the end.
  const groups = fc.array(fc.constantFrom<bigint>(0n, 0n, 1n, 0xffffn, 0xfff0n), {
    minLength: 8,
    maxLength: 8,
  });
  const value = groups.map((all) => all.reduce((sum, group) => sum * 65_536n + group, 0n));
  const v6 = fc.record({ family: fc.constant(6 as const), value: fc.oneof(value, bits(48), bits(128)) });
  const taken = fc.array(fc.boolean(), { minLength: 1, maxLength: 600 });
  fc.assert(
    fc.property(fc.oneof(v4, v6), taken, (first, isTaken) => {
      const all = isTaken.flatMap((_, n) => plus(first, n) ?? []);
      const names = new Set(all.filter((_, n) => isTaken[n]).map(formatIp));
      const left = [...gaps({ first, last: all.at(-1) ?? first }, names)];
      expect(left).toEqual(all.filter((_, n) => !isTaken[n]));
    }),
  );
});

test('gaps() of a /64 begin after those that are taken in a row', () => {
  const row = Array.from({ length: 70_000 }, (_, n) => formatIp(plus(ip('2001:db8::1'), n) as Ip));
  const last = ip('2001:db8::ffff:ffff:ffff:ffff');
  expect(gaps({ first: ip('2001:db8::1'), last }, new Set(row)).next().value).toEqual(ip('2001:db8::1:1171'));
});
