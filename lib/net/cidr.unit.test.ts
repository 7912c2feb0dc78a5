import fc from 'fast-check';
import { Address4, Address6 } from 'ip-address';
import type { Family } from '../spec/addressText.ts';
import {
  broadcastOf,
  type Cidr,
  contains,
  firstHost,
  formatCidr,
  overlaps,
  parseCidr,
  subnetOf,
} from './cidr.ts';
import { bitsOf, formatIp, type Ip, parseIp } from './ip.ts';

const cidr = (text: string) => parseCidr(text) as Cidr;
const ip = (text: string) => parseIp(text) as Ip;

const anyCidr = fc.oneof(
  fc.record({ ip: ipOf(4), prefix: fc.integer({ min: 0, max: 32 }) }),
  fc.record({ ip: ipOf(6), prefix: fc.integer({ min: 0, max: 128 }) }),
);

function ipOf(family: Family): fc.Arbitrary<Ip> {
  return fc.bigInt({ min: 0n, max: 2n ** BigInt(bitsOf(family)) - 1n }).map((value) => ({ family, value }));
}

function oracle({ ip, prefix }: Cidr): Address4 | Address6 {
  const text = `${formatIp(ip)}/${prefix}`;
  return ip.family === 4 ? new Address4(text) : new Address6(text);
}

test('parseCidr() reads back what formatCidr() writes, host bits kept', () => {
  expect(formatCidr(cidr('10.1.2.3/24'))).toBe('10.1.2.3/24');
  expect(formatCidr(cidr('2001:DB8:0::7/64'))).toBe('2001:db8::7/64');
  expect(formatCidr(cidr('0.0.0.0/0'))).toBe('0.0.0.0/0');
});

test.each([
  '10.1.2.3',
  '10.1.2.3/',
  '10.1.2.3/33',
  '10.1.2.3/024',
  '10.1.2.3/-1',
  '::/129',
  '/24',
  '10.1.2.3/24/24',
])('parseCidr() refuses %j', (text) => {
  expect(parseCidr(text)).toBeUndefined();
});

test('parseCidr() refuses an IPv4-mapped address, whose prefix length could be of either family', () => {
  expect(parseCidr('::ffff:10.1.2.0/120')).toBeUndefined();
});

test('subnetOf(), broadcastOf() agree with ip-address', () => {
  fc.assert(
    fc.property(anyCidr, (any) => {
      const expected = oracle(any);
      expect(subnetOf(any).ip.value).toBe(expected.startAddress().bigInt());
      expect(broadcastOf(any).value).toBe(expected.endAddress().bigInt());
    }),
  );
});

test('contains() agrees with ip-address', () => {
  fc.assert(
    fc.property(anyCidr, anyCidr, fc.bigInt({ min: -3n, max: 3n }), (any, other, step) => {
      const edge = { ...any.ip, value: broadcastOf(any).value + step };
      for (const candidate of [other.ip, edge]) {
        if (candidate.family !== any.ip.family) expect(contains(any, candidate)).toBe(false);
        else if (candidate.value < 2n ** (candidate.family === 4 ? 32n : 128n)) {
          const low = oracle(any).startAddress().bigInt() <= candidate.value;
          expect(contains(any, candidate)).toBe(low && candidate.value <= oracle(any).endAddress().bigInt());
        }
      }
    }),
  );
});

test.each([
  ['10.0.0.0/8', '10.1.2.0/24', true],
  ['10.1.2.0/24', '10.0.0.0/8', true],
  ['10.1.2.0/24', '10.1.3.0/24', false],
  ['10.1.2.0/24', '10.1.2.0/24', true],
  ['0.0.0.0/0', '::/0', false],
  ['2001:db8::/32', '2001:db8:ffff::/48', true],
])('overlaps() of %s and %s is %s, either way round', (a, b, expected) => {
  expect(overlaps(cidr(a), cidr(b))).toBe(expected);
  expect(overlaps(cidr(b), cidr(a))).toBe(expected);
});

test.each([
  ['10.1.2.99/24', '10.1.2.1'],
  ['2001:db8::/64', '2001:db8::1'],
  ['10.1.2.2/31', '10.1.2.3'],
  ['10.1.2.2/32', undefined],
  ['255.255.255.255/32', undefined],
])('firstHost() of %s is %s', (text, expected) => {
  const first = firstHost(cidr(text));
  expect(first && formatIp(first)).toBe(expected);
});

test('contains() ignores host bits of the network', () => {
  expect(contains(cidr('10.1.2.99/24'), ip('10.1.2.1'))).toBe(true);
});
