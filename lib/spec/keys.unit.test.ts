import fc from 'fast-check';
import { matchKnownKeys } from './keys.ts';

const known = ['name', 'cniVersion', 'isGateway', 'cni.dev/valid-attachments'];

describe('matchKnownKeys', () => {
  test('brings known keys to their exact spelling, whatever their letter case', () => {
    const object = { NAME: 'x', CNIVersion: '1.1.0', isgateway: true, 'CNI.dev/Valid-Attachments': [] };
    expect(matchKnownKeys(object, known)).toEqual({
      name: 'x',
      cniVersion: '1.1.0',
      isGateway: true,
      'cni.dev/valid-attachments': [],
    });
  });

  test('leaves unknown keys as they are, and all keys in their order', () => {
    const matched = matchKnownKeys({ zz: 1, Name: 'x', ZZ: 2, '': 3 }, known);
    expect(Object.entries(matched)).toEqual([
      ['zz', 1],
      ['name', 'x'],
      ['ZZ', 2],
      ['', 3],
    ]);
  });

  test.each([[{ name: 'exact', NAME: 'other' }], [{ NAME: 'other', name: 'exact' }]])(
    'prefers the exact spelling in %j and leaves the other one out',
    (object) => {
      expect(matchKnownKeys(object, known)).toEqual({ name: 'exact' });
    },
  );

  test('takes the last one when none is exact', () => {
    expect(matchKnownKeys({ NAME: 'first', Name: 'last' }, known)).toEqual({ name: 'last' });
  });

  test('folds the two letters outside ASCII that the decoder of the reference folds, and no others', () => {
    expect(matchKnownKeys({ 'i\u017fGateway': 1 }, known)).toEqual({ isGateway: 1 });
    expect(matchKnownKeys({ '\u212aey': 1 }, ['key'])).toEqual({ key: 1 });
    for (const key of ['n\u00e4me', '\u0130sGateway', '\uff4eame', 'name ', 'nam\u0435']) {
      expect(matchKnownKeys({ [key]: 1 }, known)).toEqual({ [key]: 1 });
    }
  });

  test('does not look into nested objects', () => {
    const object = { Other: { NAME: 'x' } };
    expect(matchKnownKeys(object, known)).toEqual(object);
  });

  test('keeps "__proto__" a key and the prototype what it was', () => {
    const object = JSON.parse('{"__proto__":{"polluted":1},"NAME":"x"}');
    const matched = matchKnownKeys(object, known);
    expect(Object.keys(matched)).toEqual(['__proto__', 'name']);
    expect(Object.getPrototypeOf(matched)).toBe(Object.prototype);
    expect(matched.polluted).toBeUndefined();
  });

  test('changes nothing in the object that it is given', () => {
    const object = Object.freeze({ NAME: 'x', other: 1 });
    matchKnownKeys(object, known);
    expect(object).toEqual({ NAME: 'x', other: 1 });
  });

  test('returns the very object when every key is spelled well', () => {
    const object = { name: 'x', other: 1 };
    expect(matchKnownKeys(object, known)).toBe(object);
  });

  test('never throws, loses no unknown key, and matching twice changes nothing', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('NAME', 'Name', 'name', '__proto__', 'toString'));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.jsonValue())), (entries) => {
        const object = Object.fromEntries(entries);
        const once = matchKnownKeys(object, known);
        for (const [name, value] of Object.entries(object)) {
          if (name.toLowerCase() !== 'name') expect(Object.entries(once)).toContainEqual([name, value]);
        }
        expect(matchKnownKeys(once, known)).toBe(once);
      }),
    );
  });
});
