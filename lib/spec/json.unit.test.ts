import fc from 'fast-check';
import { CniError } from './errors.ts';
import { deepestNesting, isObject, parseJsonObject } from './json.ts';

function refusal(text: string): CniError {
  try {
    parseJsonObject(text);
  } catch (error) {
    if (error instanceof CniError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

describe('parseJsonObject', () => {
  test.each([
    ['', 'it is empty'],
    [' \r\n\t', 'it is empty'],
    ['\ufeff{}', 'it starts with a byte order mark'],
    ['\ufeff', 'it starts with a byte order mark'],
    ['{}{}', 'more follows after the first document'],
    ['{"name":"x"}{"name":"y"}', 'more follows after the first document'],
    ['{"a":"}{"} x', 'more follows after the first document'],
    ['{', 'it is not JSON'],
    ['{} }{', 'more follows after the first document'],
    ['}{', 'it is not JSON'],
    ['{"a":}{}', 'it is not JSON'],
    ['// no\n{}', 'it is not JSON'],
    ['{"a":1,}', 'it is not JSON'],
    ["{'a':1}", 'it is not JSON'],
    ['\0{}', 'it is not JSON'],
    ['{}\0', 'more follows after the first document'],
    ['"\\"', 'it is not JSON'],
    ['[]', 'it is a list, not an object'],
    ['"x"', 'it is a string, not an object'],
    ['5', 'it is a number, not an object'],
    ['true', 'it is a boolean, not an object'],
    ['null', 'it is null, not an object'],
  ])('refuses %j with code 6: %s', (text, state) => {
    expect(refusal(text)).toMatchObject({
      code: 6,
      message: `Cannot decode the network configuration: ${state}`,
    });
  });

  test('says what the parser found, in the details', () => {
    expect(refusal('{').details).toMatch(/^SyntaxError: ./);
  });

  test('names another document when told to', () => {
    expect(() => parseJsonObject('', 'the result of "bridge"')).toThrow(
      'Cannot decode the result of "bridge": it is empty',
    );
  });

  test.each([deepestNesting + 1, 10_000, 1_000_000])(
    'refuses %d levels of nesting and does not crash',
    (levels) => {
      expect(refusal(nested(levels)).message).toContain('it is nested deeper than 200 levels');
      expect(refusal('['.repeat(levels)).message).toContain('it is nested deeper than 200 levels');
      expect(refusal('{"a":'.repeat(levels)).message).toContain('it is nested deeper than 200 levels');
    },
  );

  test('reads as many levels as it allows', () => {
    expect(() => parseJsonObject(nested(deepestNesting))).not.toThrow();
  });

  test.each(['[', '\\"[', '\\\\', '{"a":['])('does not count brackets in strings: %j', (piece) => {
    const text = `{"a":"${JSON.stringify(piece.repeat(1000)).slice(1, -1)}","b":${JSON.stringify(piece)}}`;
    expect(parseJsonObject(text)).toEqual({ a: piece.repeat(1000), b: piece });
  });

  test('counts brackets after a string that ends in a backslash', () => {
    const deep = '['.repeat(300) + ']'.repeat(300);
    expect(refusal(`{"a":"\\\\","b":${deep}}`).message).toContain('it is nested deeper than 200 levels');
  });

  test('does not count brackets side by side', () => {
    const list = Array.from({ length: 1000 }, () => ({ a: [] }));
    expect(parseJsonObject(JSON.stringify({ list }))).toEqual({ list });
  });

  test('takes the last of equal keys', () => {
    expect(parseJsonObject('{"a":1,"a":2}')).toEqual({ a: 2 });
  });

  test('takes "__proto__" for a key like any other', () => {
    const object = parseJsonObject('{"__proto__":{"polluted":true}}');
    expect(Object.keys(object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('reads back every object that JSON can write, white space around it or not', () => {
    const space = fc.constantFrom('', ' ', '\n\t', '\r\n');
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), space, space, (object, before, after) => {
        const text = JSON.stringify(object);
        expect(parseJsonObject(before + text + after)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('throws nothing but CniError, whatever the text', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a', '1', ' ', 'null', '\0');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (text) => {
        try {
          expect(isObject(parseJsonObject(text.join('')))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(CniError);
        }
      }),
    );
  });
});

describe('isObject', () => {
  test.each([[null], [[]], ['x'], [5], [true], [undefined]])('refuses %j', (value) => {
    expect(isObject(value)).toBe(false);
  });

  test.each([[{}], [Object.create(null)]])('accepts %j', (value) => {
    expect(isObject(value)).toBe(true);
  });
});
