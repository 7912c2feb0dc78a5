import fc from 'fast-check';
import { Address4, Address6 } from 'ip-address';
import { compareIp, formatIp, type Ip, parseIp, plus } from './ip.ts';

const ipv4 = fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value): Ip => ({ family: 4, value }));
const ipv6 = fc
  .oneof(
    fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
    // Zero groups are rare in the line above and all that canonical text is about.
    fc.array(fc.constantFrom('0000', '0000', '0001', 'ffff'), { minLength: 8, maxLength: 8 }).map(fromGroups),
  )
  .map((value): Ip => ({ family: 6, value }))
  .filter(({ value }) => value >> 32n !== 0xffffn);

function fromGroups(groups: string[]): bigint {
  return BigInt(`0x${groups.join('')}`);
}

// Reference: 13 Addresses
test.each([
  ['10.1.2.3', 4, 0x0a010203n],
  ['0.0.0.0', 4, 0n],
  ['255.255.255.255', 4, 0xffffffffn],
  ['::', 6, 0n],
  ['::1', 6, 1n],
  ['1::', 6, 1n << 112n],
  ['2001:DB8::00ff', 6, 0x20010db8_0000_0000_0000_0000_0000_00ffn],
  ['64:ff9b::10.1.2.3', 6, 0x0064_ff9b_0000_0000_0000_0000_0a01_0203n],
  ['1:2:3:4:5:6:7:8', 6, 0x0001_0002_0003_0004_0005_0006_0007_0008n],
  ['::ffff:10.1.2.3', 4, 0x0a010203n],
  ['::ffff:a01:203', 4, 0x0a010203n],
])('parseIp() reads %s', (text, family, value) => {
  expect(parseIp(text)).toEqual({ family, value });
});

test.each([
  '',
  ' 10.1.2.3',
  '10.1.2',
  '10.1.2.03',
  '10.1.2.256',
  '10.1.2.3/24',
  '1:2',
  'fe80::1%eth0',
  '1::2::3',
  ':::',
])('parseIp() refuses %j', (text) => {
  expect(parseIp(text)).toBeUndefined();
});

test.each([
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:DB8:0:0:0:0:0:0', '2001:db8::'],
])('formatIp() writes %s as RFC 5952 asks: %s', (text, canonical) => {
  expect(formatIp(parseIp(text) as Ip)).toBe(canonical);
});

test('formatIp() writes an IPv6 value in the mapped block with its IPv4 part in decimals', () => {
  expect(formatIp({ family: 6, value: 0xffff_0a01_0203n })).toBe('::ffff:10.1.2.3');
});

test('formatIp() and parseIp() agree with ip-address on every IPv4 address', () => {
  fc.assert(
    fc.property(ipv4, (ip) => {
      expect(formatIp(ip)).toBe(Address4.fromBigInt(ip.value).correctForm());
      expect(parseIp(formatIp(ip))).toEqual(ip);
    }),
  );
});

test('formatIp() and parseIp() agree with ip-address on every IPv6 address', () => {
  fc.assert(
    fc.property(ipv6, (ip) => {
      const oracle = Address6.fromBigInt(ip.value);
      expect(formatIp(ip)).toBe(oracle.correctForm());
      expect(parseIp(oracle.canonicalForm())).toEqual(ip);
      expect(parseIp(formatIp(ip).toUpperCase())).toEqual(ip);
    }),
  );
});

test('compareIp() puts IPv4 first and then goes by value', () => {
  const texts = ['::2', '10.0.0.10', '::1', '10.0.0.9'];
  const sorted = texts.map((text) => parseIp(text) as Ip).sort(compareIp);
  expect(sorted.map(formatIp)).toEqual(['10.0.0.9', '10.0.0.10', '::1', '::2']);
  expect(compareIp(parseIp('::1') as Ip, parseIp('0:0::1') as Ip)).toBe(0);
});

test.each([
  ['10.0.0.255', 1, '10.0.1.0'],
  ['10.0.1.0', -1, '10.0.0.255'],
  ['::ff:ffff', 1, '::100:0'],
  ['255.255.255.255', 1, undefined],
  ['0.0.0.0', -1, undefined],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 1, undefined],
])('plus() counts on from %s by %d', (text, n, expected) => {
  const sum = plus(parseIp(text) as Ip, n);
  expect(sum && formatIp(sum)).toBe(expected);
});
