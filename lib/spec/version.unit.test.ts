import fc from 'fast-check';
import { atLeast, compareVersions, current, isSupportedVersion, parseVersion, versions } from './version.ts';

describe('versions', () => {
  test('are the seven released ones, oldest first, ending with the current one', () => {
    expect(versions).toEqual(['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0']);
    expect([...versions].sort(compareVersions)).toEqual(versions);
    expect(versions.at(-1)).toBe(current);
  });
});

describe('isSupportedVersion', () => {
  test.each(versions)('accepts %s', (version) => {
    expect(isSupportedVersion(version)).toBe(true);
  });

  test.each(['', '1.0', '1', '1.2.0', '99.0.0', '0.0.1', '1.1.0 ', 'v1.1.0', '01.1.0', 'abc'])(
    'refuses %j',
    (text) => {
      expect(isSupportedVersion(text)).toBe(false);
    },
  );
});

describe('parseVersion', () => {
  test.each([
    ['1.1.0', [1, 1, 0]],
    ['0.4', [0, 4, 0]],
    ['2', [2, 0, 0]],
    ['', [0, 1, 0]],
    ['0.-42.0', [0, -42, 0]],
    ['+1.02.3', [1, 2, 3]],
    ['10.20.30', [10, 20, 30]],
  ])('reads %j', (text, numbers) => {
    expect(parseVersion(text)).toEqual(numbers);
  });

  test.each([
    'abc',
    '1.0.0-rc1',
    '1.0.0.0',
    '1.',
    '.1',
    '1..0',
    '1.0.f',
    ' 1.0.0',
    '1.0.0\n',
    '0x1',
    '1e3',
    '9'.repeat(20),
  ])('refuses %j with code 6 and the value', (text) => {
    expect(() => parseVersion(text)).toThrow(
      expect.objectContaining({ code: 6, message: expect.stringContaining(JSON.stringify(text)) }),
    );
  });

  test('reads back what three numbers were written as', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(), fc.nat(), fc.nat()), (numbers) => {
        expect(parseVersion(numbers.join('.'))).toEqual(numbers);
      }),
    );
  });
});

describe('compareVersions', () => {
  test.each([
    ['0.9.0', '0.10.0'],
    ['1.0.0', '1.1.0'],
    ['0.3.0', '0.3.1'],
    ['', '0.2.0'],
    ['0.-42.0', '0.1.0'],
    ['9.9.9', '10.0.0'],
  ])('holds %j for older than %j, by numbers and not by letters', (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
  });

  test.each([
    ['1.0', '1.0.0'],
    ['', '0.1.0'],
    ['1', '1'],
  ])('holds %j for the same as %j', (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });
});

describe('atLeast', () => {
  test.each([
    ['1.1.0', '0.4.0', true],
    ['0.4.0', '0.4.0', true],
    ['0.3.1', '0.4.0', false],
    ['', '0.1.0', true],
    ['0.10.0', '0.4.0', true],
  ])('%j since %j: %s', (version, since, expected) => {
    expect(atLeast(version, since)).toBe(expected);
  });
});
