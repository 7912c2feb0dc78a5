import { tidy } from './tidy.ts';

describe('tidy', () => {
  test('puts the members named in the order named, and drops the others', () => {
    const object: Record<string, unknown> = { c: 3, b: 2, a: 1 };
    expect(Object.entries(tidy(object, ['a', 'c']))).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
  });

  test('drops what says nothing', () => {
    const object: Record<string, unknown> = { a: undefined, b: '', c: [], d: {} };
    expect(Object.keys(tidy(object, ['a', 'b', 'c', 'd']))).toEqual([]);
  });

  test('keeps zero, false and null, which say something', () => {
    const object: Record<string, unknown> = { a: 0, b: false, c: null, d: [''] };
    expect(tidy(object, ['a', 'b', 'c', 'd'])).toEqual(object);
  });
});
