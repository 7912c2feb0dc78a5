import { cases } from './cases.ts';
import { renderGrowth } from './growth.ts';
import type { Measured } from './report.ts';

const [empty, full] = cases.filter(({ pool }) => pool);

function measured(one: (typeof cases)[number] | undefined, weft: number, reference: number): Measured {
  if (one === undefined) throw new Error('no such case');
  const sides = { weft: [weft, weft, weft], reference: [reference] };
  return { one, samples: { ADD: sides, DEL: sides } };
}

test('renderGrowth compares the filled pool with the empty one, whatever their order', () => {
  const expected = [
    'Growth of ADD, 60000 reserved to 0: reference 240.00, weft 1.20 (bound 1.30 met)',
    'Growth of DEL, 60000 reserved to 0: reference 240.00, weft 1.20 (bound 1.30 met)',
    '',
    '',
  ].join('\n');
  const both = [measured(empty, 10, 4), measured(full, 12, 960)];
  expect(renderGrowth(both)).toBe(expected);
  expect(renderGrowth(both.toReversed())).toBe(expected);
});

test('renderGrowth says that the bound is missed', () => {
  expect(renderGrowth([measured(empty, 10, 4), measured(full, 14, 4)])).toContain(
    'weft 1.40 (bound 1.30 missed)',
  );
});

test('renderGrowth says nothing when only one of them was measured, or none', () => {
  expect(renderGrowth([measured(empty, 10, 4)])).toBe('');
  expect(renderGrowth([measured(cases[0], 10, 4)])).toBe('');
});
