import { isIP } from 'node:net';
import fc from 'fast-check';
import { Address4, Address6 } from 'ip-address';
import { cidrFamily, ipFamily } from './addressText.ts';

/** The family as the ip-address package sees it, for text without zone and prefix length. */
function oracle(text: string): 4 | 6 | undefined {
  if (Address4.isValid(text)) return 4;
  return Address6.isValid(text) ? 6 : undefined;
}

/** An address with one character taken out, put in or replaced: nearly right. */
const damaged = fc
  .tuple(
    fc.oneof(fc.ipV4(), fc.ipV6()),
    fc.nat(),
    fc.nat(1),
    fc.constantFrom('', '0', '1', '9', 'f', 'g', ':', '::', '.'),
  )
  .map(([text, at, taken, put]) => {
    const index = at % (text.length + 1);
    return text.slice(0, index) + put + text.slice(index + taken);
  });

const pieces = fc.constantFrom(
  '0',
  '1',
  '25',
  '255',
  '256',
  'ffff',
  'abcde',
  ':',
  '::',
  '.',
  '1.2.3.4',
  '01',
);
const assembled = fc.array(pieces, { maxLength: 16 }).map((parts) => parts.join(''));

describe('ipFamily', () => {
  test.each(['0.0.0.0', '1.2.3.4', '255.255.255.255', '10.0.0.1'])('takes %s for IPv4', (text) => {
    expect(ipFamily(text)).toBe(4);
  });

  test.each([
    '::',
    '::1',
    '1::',
    'fd00::1',
    'FD00::ABCD',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7::',
    '::2:3:4:5:6:7:8',
    '1:2:3:4:5:6:1.2.3.4',
    '::1.2.3.4',
    '::ffff:1.2.3.4',
    '1:2:3:4:5::1.2.3.4',
    '0001:0002::',
    'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255',
  ])('takes %s for IPv6', (text) => {
    expect(ipFamily(text)).toBe(6);
  });

  test.each([
    '',
    ' ',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.04',
    '1.2.3.-0',
    '1.2.3.+4',
    '1.2.3.4e0',
    '1.2.3.0x4',
    '1.2.3. 4',
    '1.2.3.4 ',
    '1.2.3.4\n',
    '1.2..4',
    '1.2.3.4/24',
    '1.2.3.٤',
    ':',
    ':::',
    '1:::2',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '12345::',
    'g::',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
    '1:2:3:4:5:6::1.2.3.4:1',
    '::1.2.3.04',
    '::1.2.3',
    'fe80::1%eth0',
    '[::1]',
    '::1/64',
    '1'.repeat(100_000),
    ':'.repeat(100_000),
  ])('refuses %.60j', (text) => {
    expect(ipFamily(text)).toBeUndefined();
  });

  test('agrees with the ip-address package and with Node about addresses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect(ipFamily(text)).toBe(oracle(text));
        expect(ipFamily(text)).toBe(isIP(text));
      }),
      { numRuns: 1000 },
    );
  });

  test('agrees with the ip-address package and with Node about what is nearly an address', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, assembled), (text) => {
        expect(ipFamily(text)).toBe(oracle(text));
        expect(ipFamily(text) ?? 0).toBe(isIP(text));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('cidrFamily', () => {
  test.each([
    ['1.2.3.30/24', 4],
    ['0.0.0.0/0', 4],
    ['1.2.3.4/32', 4],
    ['::/0', 6],
    ['abcd:1234:ffff::cdde/64', 6],
    ['1111:dddd::/80', 6],
    ['::1/128', 6],
    ['::ffff:1.2.3.4/120', 6],
  ])('takes %s for IPv%d', (text, family) => {
    expect(cidrFamily(text)).toBe(family);
  });

  test.each([
    '',
    '/',
    '/24',
    '1.2.3.4',
    '1.2.3.4/',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/+1',
    '1.2.3.4/024',
    '1.2.3.4/24.5',
    '1.2.3.4/2e1',
    '1.2.3.4/ 24',
    '1.2.3.4/24\n',
    '1.2.3.4/24/24',
    '1.2.3.4/255.255.255.0',
    '1.2.3.4 /24',
    '::1/129',
    '::1',
    'fe80::1%eth0/64',
    'default',
    '<nil>',
    '1.2.3.4/NaN',
    '1.2.3.4/Infinity',
  ])('refuses %j', (text) => {
    expect(cidrFamily(text)).toBeUndefined();
  });

  test('takes an address of either family with every prefix length that fits', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: -5, max: 140 }), (ip, length) => {
        const family = isIP(ip);
        const fits = length >= 0 && length <= (family === 4 ? 32 : 128);
        expect(cidrFamily(`${ip}/${length}`)).toBe(fits ? family : undefined);
      }),
    );
  });
});
