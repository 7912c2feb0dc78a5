import { difference } from './difference.ts';

describe('difference()', () => {
  test('is empty for equal snapshots', () => {
    expect(difference(['a', 'b'], ['a', 'b'])).toEqual([]);
  });

  test('shows what is gone and what is new', () => {
    expect(difference(['a', 'b'], ['b', 'c'])).toEqual(['- a', '+ c']);
  });

  test('counts a rule that stands twice', () => {
    expect(difference(['rule'], ['rule', 'rule'])).toEqual(['+ rule']);
  });

  test('sees that rules changed places', () => {
    expect(difference(['accept', 'drop'], ['drop', 'accept'])).toEqual(['~ order changed at accept']);
  });
});
