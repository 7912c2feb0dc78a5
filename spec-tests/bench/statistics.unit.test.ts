import { median, medianRatio, quantile, summarize } from './statistics.ts';

test('median is the middle value, or the mean of the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 5, 2])).toBe(3.5);
  expect(median([])).toBeNaN();
});

test('quantile divides the way between two neighbours in proportion', () => {
  expect(quantile([10, 20, 30, 40, 50], 0.9)).toBe(46);
  expect(quantile([7], 0.9)).toBe(7);
});

test('summarize does not change the order of what it is given', () => {
  const values = [3, 1, 2];
  expect(summarize(values)).toEqual({ min: 1, median: 2, p90: 2.8 });
  expect(values).toEqual([3, 1, 2]);
});

test('medianRatio compares within a run, so that load which hits whole runs does not count', () => {
  const quiet = [10, 10, 10];
  const busy = quiet.map((ms, run) => ms * (run + 1));
  expect(
    medianRatio(
      busy.map((ms) => ms * 1.5),
      busy,
    ),
  ).toBe(1.5);
  expect(medianRatio([1, 2], [])).toBeNaN();
});
