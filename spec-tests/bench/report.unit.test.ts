import { cases } from './cases.ts';
import { parseSamples } from './measure.ts';
import { renderMedians, renderTable } from './report.ts';

const [, plain, masq, nft] = cases;
const version = plain && { ...plain, bounds: {} };

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
  expect(table(plain, [9], [10])[3]?.at(-2)).toBe('1.80 met');
  expect(table(version, [9], [10])[2]?.at(-2)).toBe('');
});

test('renderTable leaves empty what was not measured', () => {
  expect(table(nft, [5, 6, 7], [])[2]).toEqual([
    '',
    'ADD bridge ipMasq nftables',
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

test('renderMedians has a column for the median of each side and no other times', () => {
  if (plain === undefined) throw new Error('no such case');
  const samples = { ADD: { weft: [1, 2, 9], reference: [1, 4, 5] } };
  const [head, , row] = renderMedians([{ one: plain, samples }]).split('\n');
  expect(head).toBe('| call       | reference median | weft median | ratio | of pairs |    bound |');
  expect(row).toBe('| ADD bridge |              4.0 |         2.0 |  0.50 |     1.00 | 1.80 met |');
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
