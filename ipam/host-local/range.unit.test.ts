import { formatCidr } from '../../lib/net/cidr.ts';
import { formatIp, type Ip, parseIp } from '../../lib/net/ip.ts';
import { rangeContains } from '../../lib/net/range.ts';
import { Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { parseRange, rangeKeys } from './range.ts';

function parse(range: Record<string, unknown>) {
  return parseRange(new Fields(range, rangeKeys, { path: 'ipam', code: Code.invalidConfig }));
}

function texts(range: Record<string, unknown>) {
  const { subnet, first, last, gateway } = parse(range);
  return [formatCidr(subnet), formatIp(first), formatIp(last), formatIp(gateway)];
}

test.each([
  ['192.0.2.0/24', '192.0.2.1', '192.0.2.254', '192.0.2.1'], // HL-39
  ['192.0.2.0/25', '192.0.2.1', '192.0.2.126', '192.0.2.1'], // HL-40
  ['192.0.2.4/30', '192.0.2.5', '192.0.2.6', '192.0.2.5'],
  ['2001:DB8:1::/64', '2001:db8:1::1', '2001:db8:1:0:ffff:ffff:ffff:ffff', '2001:db8:1::1'], // HL-45
  ['2001:db8::/126', '2001:db8::1', '2001:db8::3', '2001:db8::1'],
])('parseRange() of %s alone is from %s to %s with gateway %s', (subnet, ...expected) => {
  expect(texts({ subnet })).toEqual([subnet.toLowerCase(), ...expected]);
});

test.each([
  ['192.0.2.12/24', '192.0.2.0/24'], // HL-41
  ['2001:db8:1:0:1::/64', '2001:db8:1::/64'], // HL-42
  ['2001:db8:24:19ff::/63', '2001:db8:24:19fe::/63'], // HL-43
  ['192.168.127.0/23', '192.168.126.0/23'], // HL-44
])('parseRange() refuses %s and names the network', (subnet, network) => {
  expect(() => parse({ subnet })).toThrow(
    `Cannot use "ipam.subnet" "${subnet}": host bits are set, the network is ${network}`,
  );
});

test.each([
  [{}, 'Cannot use "ipam.subnet": is missing'],
  [{ subnet: 7 }, 'Cannot use "ipam.subnet" 7: not a string'],
  [{ subnet: '192.0.2.0' }, '"ipam.subnet" "192.0.2.0": not a network with prefix length'],
  [{ subnet: '::ffff:192.0.2.0/120' }, 'not a network with prefix length'],
  [{ subnet: '192.0.2.0/31' }, '"192.0.2.0/31": too small to allocate from, the smallest is a /30'], // HL-46
  [{ subnet: '2001:db8::/127' }, 'too small to allocate from, the smallest is a /126'],
])('parseRange() refuses %j', (range, message) => {
  expect(() => parse(range)).toThrow(message);
});

test.each([
  [{ rangeStart: '192.0.3.1' }, 'Cannot use "ipam.rangeStart" "192.0.3.1": outside the subnet 192.0.2.0/24'],
  [{ rangeEnd: '192.0.1.1' }, 'Cannot use "ipam.rangeEnd" "192.0.1.1": outside the subnet 192.0.2.0/24'],
  [
    { rangeStart: '192.0.2.9', rangeEnd: '192.0.2.8' },
    'Cannot use "ipam.rangeStart" "192.0.2.9": above the end of the range, 192.0.2.8',
  ],
  [{ rangeStart: '192.0.2.255' }, '"192.0.2.255": above the end of the range, 192.0.2.254'],
  [
    { rangeEnd: '192.0.2.0' },
    'Cannot use "ipam.rangeEnd" "192.0.2.0": below the start of the range, 192.0.2.1',
  ],
  [{ gateway: '192.0.3.1' }, 'Cannot use "ipam.gateway" "192.0.3.1": outside the subnet 192.0.2.0/24'],
  [{ gateway: '2001:db8::1' }, 'Cannot use "ipam.gateway" "2001:db8::1": outside the subnet 192.0.2.0/24'],
  [{ gateway: '192.0.2.01' }, 'Cannot use "ipam.gateway" "192.0.2.01": not an IP address'],
])('parseRange() refuses %j in 192.0.2.0/24 (HL-47)', (bounds, message) => {
  expect(() => parse({ subnet: '192.0.2.0/24', ...bounds })).toThrow(message);
});

test('parseRange() keeps all that is given, the network and broadcast addresses too (HL-48)', () => {
  const range = {
    subnet: '192.0.2.0/24',
    rangeStart: '192.0.2.40',
    rangeEnd: '192.0.2.50',
    gateway: '192.0.2.254',
  };
  expect(texts(range)).toEqual(['192.0.2.0/24', '192.0.2.40', '192.0.2.50', '192.0.2.254']);
  const whole = { subnet: '192.0.2.0/24', rangeStart: '192.0.2.0', rangeEnd: '192.0.2.255' };
  expect(texts(whole)).toEqual(['192.0.2.0/24', '192.0.2.0', '192.0.2.255', '192.0.2.1']);
});

test('parseRange() takes an empty text for absent', () => {
  expect(texts({ subnet: '192.0.2.0/24', rangeStart: '', rangeEnd: '', gateway: '' })).toEqual(
    texts({ subnet: '192.0.2.0/24' }),
  );
});

test('parseRange() lets a gateway of the link stand, wherever the subnet is', () => {
  expect(texts({ subnet: '2001:db8::/64', gateway: 'fe80::1' })[3]).toBe('fe80::1');
});

test('parseRange() takes keys in any letter case', () => {
  expect(texts({ SUBNET: '192.0.2.0/24', rangestart: '192.0.2.9' })[1]).toBe('192.0.2.9');
});

test.each([
  [
    '192.0.2.0/24',
    '192.0.2.40',
    '192.0.2.50',
    ['192.0.3.45', '192.0.2.39', '192.0.2.51'],
    ['192.0.2.40', '192.0.2.50'],
  ],
  [
    '2001:db8::/64',
    '2001:db8::40',
    '2001:db8::50',
    ['2001:db8:1::45', '2001:db8::3f', '2001:db8::51'],
    ['2001:db8::40', '2001:db8::50'],
  ],
])(
  'parseRange() makes a range of %s that knows its members (HL-49, HL-50)',
  (subnet, rangeStart, rangeEnd, out, inside) => {
    const range = parse({ subnet, rangeStart, rangeEnd });
    const has = (text: string) => rangeContains(range, parseIp(text) as Ip);
    expect(out.map(has)).toEqual([false, false, false]);
    expect(inside.map(has)).toEqual([true, true]);
  },
);
