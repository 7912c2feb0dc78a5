import { deal, type NeedyFile, parseNeeds, select } from './select.ts';

const file = 'plugins/x/main.kernel.test.ts';
const needy = (name: string, ...needs: NeedyFile['needs']): NeedyFile => ({ file: name, needs });

describe('parseNeeds()', () => {
  test('says nothing for a file that declares nothing', () => {
    expect(parseNeeds(file, "import x from 'x';\n")).toBeUndefined();
  });

  test.each([
    ['a block comment', '/** @needs-kernel dummy vrf */'],
    ['a line of a block comment', '/*\n * Title.\n * @needs-kernel dummy vrf\n */'],
    ['a line comment', '// @needs-kernel dummy vrf'],
    ['words with commas', '// @needs-kernel dummy, vrf'],
    ['two lines', '// @needs-kernel dummy\n// @needs-kernel vrf dummy'],
  ])('reads %s', (_, text) => {
    expect(parseNeeds(file, `${text}\nimport x from 'x';\n`)).toEqual({ file, needs: ['dummy', 'vrf'] });
  });

  test('reads a declaration below the imports too, rather than pass over it', () => {
    expect(parseNeeds(file, "import x from 'x';\n// @needs-kernel netem\n")?.needs).toEqual(['netem']);
  });

  test('takes text that is no comment for none', () => {
    expect(parseNeeds(file, "const text = '@needs-kernel dummy';")).toBeUndefined();
  });

  test.each([
    ['a feature that nobody knows', '// @needs-kernel dummy wlan', 'Cannot understand @needs-kernel "wlan"'],
    ['a declaration of nothing', '// @needs-kernel', 'Cannot understand @needs-kernel ""'],
    ['the name of something every object has', '// @needs-kernel toString', '"toString"'],
  ])('refuses %s', (_, text, problem) => {
    expect(parseNeeds(file, text)?.problem).toContain(problem);
  });
});

describe('select()', () => {
  test('runs a file here only if this kernel has every feature it needs', () => {
    const files = [needy('a', 'dummy'), needy('b', 'dummy', 'vrf'), needy('c', 'vrf')];
    const { here, lab, wrong } = select(files, new Set(['dummy']));
    expect(here.map(({ file: name }) => name)).toEqual(['a']);
    expect(lab.map(({ file: name }) => name)).toEqual(['b', 'c']);
    expect(wrong).toEqual([]);
  });

  test('runs a file that cannot be understood nowhere, and does not lose it', () => {
    const bad = { ...needy('a', 'dummy'), problem: 'no' };
    expect(select([bad], new Set(['dummy']))).toEqual({ here: [], lab: [], wrong: [bad] });
  });
});

describe('deal()', () => {
  test('gives every file to exactly one lab', () => {
    expect(deal(['a', 'b', 'c', 'd', 'e'], 2)).toEqual([
      ['a', 'c', 'e'],
      ['b', 'd'],
    ]);
  });

  test('boots no lab without files, and one where the number is not known', () => {
    expect(deal(['a'], 4)).toEqual([['a']]);
    expect(deal([], 4)).toEqual([]);
    expect(deal(['a', 'b'], 0)).toEqual([['a', 'b']]);
  });
});
