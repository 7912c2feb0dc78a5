import { cases } from './cases.ts';
import { parseSamples } from './measure.ts';
import { renderTable } from './report.ts';

const [, plain, masq, nft] = cases;

function table(one: (typeof cases)[number] | undefined, weft: number[], reference: number[]): string[][] {
  if (one === undefined) throw new Error('no such case');
  const rendered = renderTable([{ one, samples: { ADD: { weft, reference }, DEL: { weft, reference } } }]);
  return rendered
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

test('renderTable says of each bound whether the ratio of the medians meets it', () => {
  expect(table(plain, [18, 17, 19], [10, 10, 10])[2]?.slice(-4)).toEqual(['1.80', '1.80', '1.80 met', '']);
  expect(table(masq, [9, 9, 9], [10, 10, 10])[2]?.slice(-4)).toEqual(['0.90', '0.90', '0.85 missed', '']);
  expect(table(plain, [9], [10])[3]?.at(-2)).toBe('');
});

test('renderTable leaves empty what was not measured', () => {
  expect(table(nft, [5, 6, 7], [])[2]).toEqual([
    '',
    `ADD ${nft?.title}`,
    '',
    '',
    '',
    '5.0',
    '6.0',
    '6.8',
    '',
    '',
    '',
    '',
  ]);
});

test('renderTable keeps its columns in line', () => {
  const [first, ...rest] = table(masq, [1], [2]).map((cells) => cells.length);
  expect(rest.every((length) => length === first)).toBe(true);
});

test('parseSamples turns microseconds into milliseconds and leaves the first runs out', () => {
  const text = '0 weft ADD 9000\n1 weft ADD 1500\n1 reference ADD 700\n2 weft ADD 2500\n';
  expect(parseSamples(text, 1)).toEqual({ ADD: { weft: [1.5, 2.5], reference: [0.7] } });
});

test('parseSamples refuses a line it does not understand', () => {
  expect(() => parseSamples('1 weft ADD soon\n')).toThrow(
    'Cannot read the driver\'s line: "1 weft ADD soon"',
  );
});
