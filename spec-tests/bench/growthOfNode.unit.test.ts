import { cases } from './cases.ts';
import { growth, renderNodeGrowth } from './growthOfNode.ts';
import type { Measured } from './report.ts';

const one = cases.find(({ stay }) => stay);
const flat = Array.from({ length: 1000 }, () => 50);
const rising = Array.from({ length: 100 }, (_, index) => 40 + index);

function measured(weft: number[], reference: number[] = []): Measured {
  if (one === undefined) throw new Error('no such case');
  return { one, samples: { ADD: { weft, ...(reference.length > 0 && { reference }) } } };
}

test('growth() compares the last calls with those around the tenth', () => {
  expect(growth(flat)).toBe(1);
  expect(growth(rising)).toBeCloseTo(134 / 49);
});

test('renderNodeGrowth() says for both sides how far they got, and judges ours', () => {
  const text = renderNodeGrowth([measured(flat, rising)]);
  expect(text).toContain('reference 2.73 from number 10 to number 100 (49.0 to 134.0 ms)');
  expect(text).toContain('weft 1.00 from number 10 to number 1000 (50.0 to 50.0 ms) (bound 1.20 met)');
  expect(renderNodeGrowth([measured(rising)])).toContain('(bound 1.20 missed)');
});

test('renderNodeGrowth() says nothing where no attachment stays', () => {
  const [other] = cases;
  expect(other && renderNodeGrowth([{ one: other, samples: { ADD: { weft: flat } } }])).toBe('');
});
