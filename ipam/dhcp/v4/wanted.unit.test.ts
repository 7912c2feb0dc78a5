import { requestedOptions } from './wanted.ts';

test('requestedOptions() asks for all a lease can use, 121 before 3 and 33 (RFC 3442)', () => {
  expect(requestedOptions({ request: [], skipDefault: false })).toEqual([
    121, 1, 51, 54, 58, 59, 3, 6, 15, 26, 33, 119,
  ]);
});

test('requestedOptions() asks for what is named too, each once', () => {
  const all = requestedOptions({ request: [12, 3, 42, 12], skipDefault: false });
  expect(all.slice(-2)).toEqual([12, 42]);
  expect(all.filter((option) => option === 3)).toHaveLength(1);
});

test('requestedOptions() with skipDefault asks for what is named and what a lease cannot be without', () => {
  expect(requestedOptions({ request: [], skipDefault: true })).toEqual([1, 51, 54, 58, 59]);
  expect(requestedOptions({ request: [3, 121], skipDefault: true })).toEqual([121, 1, 51, 54, 58, 59, 3]);
});

test('requestedOptions() leaves out pad and end, which are no options', () => {
  expect(requestedOptions({ request: [0, 255], skipDefault: true })).toEqual([1, 51, 54, 58, 59]);
});
