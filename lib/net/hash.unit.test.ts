import { hash64 } from './hash.ts';

// From the test suite published with the FNV draft (draft-eastlake-fnv, "fnv64a").
test.each([
  ['', 'cbf29ce484222325'],
  ['a', 'af63dc4c8601ec8c'],
  ['b', 'af63df4c8601f1a5'],
  ['foo', 'dcb27518fed9d577'],
  ['foob', 'dd120e790c2512af'],
  ['fooba', 'cac165afa2fef40a'],
  ['foobar', '85944171f73967e8'],
  ['chongo was here!\n', '46810940eff5f915'],
])('hash64() of %j is the published FNV-1a value', (text, hash) => {
  expect(hash64(text)).toBe(hash);
});

test('hash64() takes the UTF-8 bytes of a text, not its UTF-16 units', () => {
  const prime = 0x100000001b3n;
  let expected = 0xcbf29ce484222325n;
  for (const byte of [0xc3, 0xa9]) expected = ((expected ^ BigInt(byte)) * prime) % 2n ** 64n;
  expect(hash64('é')).toBe(expected.toString(16).padStart(16, '0'));
});

test('hash64() always has 16 digits', () => {
  for (let n = 0; n < 2000; n++) expect(hash64(`container-${n}`)).toMatch(/^[0-9a-f]{16}$/);
});
