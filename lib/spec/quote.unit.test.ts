import fc from 'fast-check';
import { quote } from './quote.ts';

describe('quote', () => {
  test.each([
    ['x', '"x"'],
    ['a"b\n', '"a\\"b\\n"'],
    [5, '5'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ a: [1] }, '{"a":[1]}'],
  ])('writes %p as JSON', (value, text) => {
    expect(quote(value)).toBe(text);
  });

  test('cuts after 200 characters and says so', () => {
    expect(quote('x'.repeat(1_000_000))).toBe(`"${'x'.repeat(199)}…`);
  });

  test('escapes what a terminal would act on', () => {
    expect(quote('\u001b[2J\u009b2J\u007f\u2028\u202e')).toBe('"\\u001b[2J\\u009b2J\\u007f\\u2028\\u202e"');
  });

  test('is one line without control characters, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(quote(value)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });
});
