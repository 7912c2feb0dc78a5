import fc from 'fast-check';
import { executableNameProblem, interfaceNameProblem, isIdentifier } from './name.ts';

describe('isIdentifier', () => {
  test.each(['a', '9', 'a_b.c-d', 'A', 'a'.repeat(300), 'dbnet', '4f-2.x_'])('accepts %j', (text) => {
    expect(isIdentifier(text)).toBe(true);
  });

  test.each([
    '',
    '.x',
    '-x',
    '_x',
    'a/b',
    'a b',
    'a%b',
    'te%%st',
    'some-%%container-id',
    'é',
    'aé',
    'a\n',
    '\na',
    'a\nb',
    'a\0',
    '../a',
    '..',
    'ſ',
    '٣',
  ])('refuses %j', (text) => {
    expect(isIdentifier(text)).toBe(false);
  });
});

const strange = 'holds a character other than letters, digits and _ . , @ ~ ^ = + ! -';

describe('interfaceNameProblem', () => {
  test.each([
    'eth0',
    'a',
    'lo',
    '123456789012345',
    'eth0.100',
    'veth_1-x',
    'a@b',
    'a+b',
    'All',
    'a-',
    '...',
    'n_.,@~^=+!-',
  ])('finds none with %j', (name) => {
    expect(interfaceNameProblem(name)).toBeUndefined();
  });

  test.each([
    ['', 'is empty'],
    ['1234567890123456', 'is longer than 15 bytes'],
    ['.', 'is reserved'],
    ['..', 'is reserved'],
    ['all', 'is reserved'],
    ['default', 'is reserved'],
    ['a/b', strange],
    ['a:b', strange],
    ['eth%d', strange],
    ['a"', strange],
    ["a'", strange],
    ['a`', strange],
    ['a\\', strange],
    ['#a', strange],
    ['eth*', strange],
    ...[...'$&();<>?[]{|}'].map((char) => [`a${char}b`, strange]),
    ['eth+', 'ends with "+"'],
    ['-a', 'starts with "-"'],
    ['a b', 'holds a space or a control character'],
    ['a\tb', 'holds a space or a control character'],
    ['a\n', 'holds a space or a control character'],
    ['a\0', 'holds a space or a control character'],
    ['a\x7f', 'holds a space or a control character'],
    ['a\u0085', 'holds a character outside ASCII'],
    ['a\u00a0', 'holds a character outside ASCII'],
    ['\ufeff', 'holds a character outside ASCII'],
    ['é', 'holds a character outside ASCII'],
    ['😀', 'holds a character outside ASCII'],
    ['\ud83d', 'holds a character outside ASCII'],
  ])('says that %j %s', (name, problem) => {
    expect(interfaceNameProblem(name)).toBe(problem);
  });

  test('finds one with every name that the kernel refuses', () => {
    // net/core/dev.c, dev_valid_name: length in bytes, ".", "..", and white space, "/" or ":" anywhere.
    const kernelRefuses = (name: string) =>
      name === '' || Buffer.byteLength(name) > 15 || /^\.\.?$/.test(name) || /[\s/:]/.test(name);
    fc.assert(
      fc.property(fc.string({ maxLength: 18, unit: 'binary' }), (name) => {
        if (kernelRefuses(name)) expect(interfaceNameProblem(name)).toBeDefined();
      }),
    );
  });

  test('finds none only with words of plain ASCII', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 18, unit: 'binary-ascii' }), (name) => {
        if (interfaceNameProblem(name) === undefined)
          expect(name).toMatch(/^[^-\s\0-\x20\x7f-\uffff][!-~]{0,14}$/);
      }),
    );
  });
});

describe('executableNameProblem', () => {
  test.each(['bridge', 'host-local', 'my.plugin', '...', 'ü', 'a b', '-x'])('finds none with %j', (type) => {
    expect(executableNameProblem(type)).toBeUndefined();
  });

  test.each([
    ['', 'is empty'],
    ['../x', 'holds one of / \\ NUL'],
    ['/bin/true', 'holds one of / \\ NUL'],
    ['a/b', 'holds one of / \\ NUL'],
    ['a\\b', 'holds one of / \\ NUL'],
    ['a\0', 'holds one of / \\ NUL'],
    ['.', 'is a folder'],
    ['..', 'is a folder'],
  ])('says that %j %s', (type, problem) => {
    expect(executableNameProblem(type)).toBe(problem);
  });
});
