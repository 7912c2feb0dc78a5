import { cases } from './cases.ts';
import { parseOptions } from './options.ts';

const names = (argv: string[]) => parseOptions(argv)?.chosen.map(({ name }) => name);

test('parseOptions measures forty times what every kernel has, unless told otherwise', () => {
  expect(parseOptions([])).toMatchObject({ runs: 40, lab: false, where: false, write: false });
  expect(names([])).toEqual(expect.arrayContaining(['version', 'masq', 'macvlan', 'pool']));
  expect(names([])).not.toContain('vlan');
  const argv = ['--runs', '3', '--only', 'masq,plain', '--json', 'x.json', '--where', '--write'];
  expect(parseOptions(argv)).toEqual({
    runs: 3,
    chosen: cases.filter(({ name }) => name === 'plain' || name === 'masq'),
    json: 'x.json',
    lab: false,
    where: true,
    write: true,
  });
  expect(parseOptions(['--help'])).toBeUndefined();
});

test('parseOptions takes to the lab what other kernels lack, and what is like it', () => {
  expect(parseOptions(['--lab'])).toMatchObject({ runs: 10, lab: true });
  expect(names(['--lab'])).toEqual([...['spoof', 'macvlan'], ...['ipvlan', 'vlan', 'dummy', 'bridge-vlan']]);
  expect(names(['--lab', '--only', 'ptp'])).toEqual(['ptp']);
});

test('parseOptions refuses what it does not understand, with its words', () => {
  expect(() => parseOptions(['--runs', '1.5'])).toThrow('Cannot use --runs 1.5: not a whole number from 1');
  expect(() => parseOptions(['--only', 'all'])).toThrow(
    'Cannot use --only all: not one of version, plain, masq, nft, spoof, ptp,',
  );
  expect(() => parseOptions(['--fast'])).toThrow('--fast');
});

test('every case that needs the lab is like one that does not', () => {
  const here = parseOptions([])?.chosen.map(({ name }) => name);
  const lab = parseOptions(['--lab'])?.chosen.filter(({ name }) => !here?.includes(name)) ?? [];
  expect(lab.length).toBeGreaterThan(0);
  for (const { like } of lab) expect(here).toContain(like);
});
