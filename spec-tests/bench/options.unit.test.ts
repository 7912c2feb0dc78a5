import { caseNames } from './cases.ts';
import { parseOptions } from './options.ts';

test('parseOptions measures everything forty times unless told otherwise', () => {
  expect(parseOptions([])).toEqual({ runs: 40, only: [...caseNames], where: false });
  expect(parseOptions(['--runs', '3', '--only', 'masq,plain', '--json', 'x.json', '--where'])).toEqual({
    runs: 3,
    only: ['masq', 'plain'],
    json: 'x.json',
    where: true,
  });
  expect(parseOptions(['--help'])).toBeUndefined();
});

test('parseOptions refuses what it does not understand, with its words', () => {
  expect(() => parseOptions(['--runs', '1.5'])).toThrow('Cannot use --runs 1.5: not a whole number from 1');
  expect(() => parseOptions(['--only', 'all'])).toThrow(
    'Cannot use --only all: not one of version, plain, masq, nft, pool',
  );
  expect(() => parseOptions(['--fast'])).toThrow('--fast');
});
