import fc from 'fast-check';
import { parseDomainNames, parseDomainText } from './domainNames.ts';

/** Texts as labels, numbers as bytes, pointers. */
function wire(...parts: (string | number | { to: number })[]): Uint8Array {
  const bytes = parts.flatMap((part) => {
    if (typeof part === 'number') return [part];
    if (typeof part === 'object') return [0xc0 + (part.to >> 8), part.to & 255];
    return [part.length, ...Buffer.from(part, 'latin1')];
  });
  return Uint8Array.from(bytes);
}

test.each([
  ['one name', wire('apple', 'com', 0), ['apple.com']],
  ['two names', wire('a', 0, 'b', 0), ['a', 'b']],
  // The example of RFC 3397, section 2.
  [
    'compressed names',
    wire('eng', 'apple', 'com', 0, 'marketing', { to: 4 }),
    ['eng.apple.com', 'marketing.apple.com'],
  ],
  ['a pointer to a pointer', wire('com', 0, 'a', { to: 0 }, 'b', { to: 5 }), ['com', 'a.com', 'b.a.com']],
  ['a name that is there twice', wire('a', 0, { to: 0 }), ['a']],
])('parseDomainNames() reads %s', (_, bytes, names) => {
  expect(parseDomainNames(bytes)).toEqual(names);
});

test.each([
  ['nothing', wire()],
  ['the root', wire(0)],
  ['a name without an end', wire('com')],
  ['a label past the end', Uint8Array.of(5, 97, 98)],
  ['half a pointer', wire('a', 0xc0)],
  ['a pointer to itself', wire({ to: 0 })],
  ['a pointer into the name it is in', wire('a', { to: 0 })],
  ['a pointer forward', wire('a', { to: 3 }, 'b', 0)],
  ['pointers in a circle', wire('a', { to: 4 }, 'b', { to: 0 })],
  ['a pointer past the end', wire('a', { to: 900 })],
  ['a label of more than 63', Uint8Array.of(64, ...Array(64).fill(97), 0)],
  ['a name of more than 253', wire(...Array(5).fill('a'.repeat(60)), 0)],
  ['a line feed', wire('a\nnameserver 6', 0)],
  ['NUL', wire('a\0b', 0)],
  ['a space', wire('a b', 0)],
  ['a dash in front', wire('-a', 0)],
])('parseDomainNames() refuses %s', (_, bytes) => {
  expect(parseDomainNames(bytes)).toBeUndefined();
});

test('parseDomainNames() ends on any bytes, and all it tells are plain names', () => {
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.array(fc.constantFrom(0, 1, 2, 97, 98, 0xc0)).map((list) => Uint8Array.from(list)),
  );
  fc.assert(
    fc.property(bytes, (list) => {
      for (const name of parseDomainNames(list) ?? []) expect(name).toMatch(/^[\w-]+(\.[\w-]+)*$/);
    }),
  );
});

test.each([
  ['example.com', 'example.com'],
  ['example.com.', 'example.com'],
  ['example.com\0', 'example.com'],
  ['Under_score.example', 'Under_score.example'],
  ['', undefined],
  ['.', undefined],
  ['a..b', undefined],
  ['a b', undefined],
  ['a\nnameserver 6.6.6.6', undefined],
  [`${'a'.repeat(64)}.com`, undefined],
  ['a'.repeat(400), undefined],
  ['m\xfcller', undefined],
])('parseDomainText() of %j is %j', (text, name) => {
  expect(parseDomainText(Buffer.from(text, 'latin1'))).toBe(name);
});
