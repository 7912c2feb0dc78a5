import { type Ip, parseIp } from './ip.ts';
import { formatRange, type Range, rangeContains, rangesOverlap } from './range.ts';

const ip = (text: string) => parseIp(text) as Ip;
const range = (first: string, last: string): Range => ({ first: ip(first), last: ip(last) });

test.each([
  ['10.1.2.9', false],
  ['10.1.2.10', true],
  ['10.1.2.20', true],
  ['10.1.2.21', false],
  ['::a01:20f', false],
])('rangeContains() of 10.1.2.10-10.1.2.20 and %s is %s', (text, expected) => {
  expect(rangeContains(range('10.1.2.10', '10.1.2.20'), ip(text))).toBe(expected);
});

test.each([
  ['disjoint', range('10.0.0.1', '10.0.0.9'), range('10.0.0.10', '10.0.0.20'), false],
  ['sharing one address', range('10.0.0.1', '10.0.0.9'), range('10.0.0.9', '10.0.0.20'), true],
  ['identical', range('::1', '::9'), range('::1', '::9'), true],
  ['containing', range('::1', '::9'), range('::3', '::4'), true],
  ['of different families', range('0.0.0.0', '255.255.255.255'), range('::', '::ffff'), false],
])('rangesOverlap() of two ranges %s, either way round', (_, a, b, expected) => {
  expect(rangesOverlap(a, b)).toBe(expected);
  expect(rangesOverlap(b, a)).toBe(expected);
});

test('formatRange() writes first and last', () => {
  expect(formatRange(range('2001:db8:0::1', '2001:db8::ff'))).toBe('2001:db8::1-2001:db8::ff');
});
