import fc from 'fast-check';
import { isMulticastMac, isZeroMac, macFromBytes, parseMac } from './mac.ts';

test.each([
  ['0A:58:0a:01:02:03', '0a:58:0a:01:02:03'],
  ['0a-58-0a-01-02-03', '0a:58:0a:01:02:03'],
  ['0a58.0a01.0203', '0a:58:0a:01:02:03'],
])('parseMac() reads %s', (text, canonical) => {
  expect(parseMac(text)).toBe(canonical);
});

test.each([
  '',
  '0a:58:0a:01:02',
  '0a:58:0a:01:02:03:04:05',
  '0a:58-0a:01:02:03',
  '0a580a010203',
  'a:58:0a:01:02:03',
  '0a:58:0a:01:02:0g',
  '0a58.0a010203',
  ' 0a:58:0a:01:02:03',
  '0a:58:0a:01:02:03\n',
])('parseMac() refuses %j', (text) => {
  expect(parseMac(text)).toBeUndefined();
});

test('isMulticastMac() looks at the lowest bit of the first byte', () => {
  expect(isMulticastMac('01:00:5e:00:00:01')).toBe(true);
  expect(isMulticastMac('ff:ff:ff:ff:ff:ff')).toBe(true);
  expect(isMulticastMac('02:01:01:01:01:01')).toBe(false);
});

test('isZeroMac() knows the address of nobody', () => {
  expect(isZeroMac('00:00:00:00:00:00')).toBe(true);
  expect(isZeroMac('00:00:00:00:00:01')).toBe(false);
});

test('macFromBytes() makes a locally administered address of one interface from any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 8 }), (bytes) => {
      const before = bytes.slice();
      const mac = macFromBytes(bytes);
      expect(parseMac(mac)).toBe(mac);
      expect(isMulticastMac(mac)).toBe(false);
      expect(Number.parseInt(mac.slice(0, 2), 16) & 2).toBe(2);
      expect(bytes).toEqual(before);
    }),
  );
  expect(macFromBytes(Uint8Array.of(0xff, 1, 2, 3, 4, 5, 6))).toBe('fe:01:02:03:04:05');
});

test('macFromBytes() refuses fewer than six bytes', () => {
  expect(() => macFromBytes(Uint8Array.of(1, 2, 3))).toThrow(RangeError);
});
