import { availableParallelism } from 'node:os';
import { parseOptions } from './options.ts';

test('parseOptions() judges everything in a folder unless told otherwise', () => {
  expect(parseOptions(['--cni-path', 'bin'])).toEqual({
    folders: ['bin'],
    types: [],
    all: true,
    profiles: [],
    spec: 'main',
    only: [],
    level: 'may',
    format: 'pretty',
    list: false,
    keep: false,
    fast: false,
    jobs: availableParallelism(),
    patience: 1,
  });
});

test('parseOptions() reads every option', () => {
  const line =
    '--cni-path a:b --type bridge,ptp --type vlan macvlan --profile x.json --spec tag --only DEL-02,del/again --only GC-01 --level must --format junit --out o.xml --keep --fast --jobs 3 --patience 10';
  expect(parseOptions(line.split(' '))).toEqual({
    folders: ['a', 'b'],
    types: ['bridge', 'ptp', 'vlan', 'macvlan'],
    all: false,
    profiles: ['x.json'],
    spec: 'tag',
    only: ['DEL-02', 'del/again', 'GC-01'],
    level: 'must',
    format: 'junit',
    out: 'o.xml',
    list: false,
    keep: true,
    fast: true,
    jobs: 3,
    patience: 10,
  });
  expect(parseOptions(['--cni-path', 'a', '--compare', 'b:c'])?.compare).toEqual(['b', 'c']);
});

test('parseOptions() takes a profile alone for its plugin alone', () => {
  expect(parseOptions(['--cni-path', 'a', '--profile', 'x.json'])?.all).toBe(false);
  expect(parseOptions(['--cni-path', 'a', '--profile', 'x.json', '--all'])?.all).toBe(true);
});

test('parseOptions() needs no folder to judge a runtime, and takes no options about plugins with it', () => {
  expect(parseOptions(['--runtime', 'a.json', '--only', 'LIST-01'])).toMatchObject({ runtime: 'a.json' });
  for (const more of [['--cni-path', 'a'], ['--type', 'x'], ['--profile', 'p'], ['--keep']])
    expect(() => parseOptions(['--runtime', 'a.json', ...more])).toThrow(
      `Cannot use ${more[0]} with --runtime: it is about plugins`,
    );
});

test('parseOptions() needs no folder to list, to explain and to help', () => {
  expect(parseOptions(['--list'])?.list).toBe(true);
  expect(parseOptions(['--explain', 'DEL-02'])?.explain).toBe('DEL-02');
  expect(parseOptions(['--help'])).toBeUndefined();
  expect(parseOptions(['-h', '--cni-path', 'a'])).toBeUndefined();
});

test.each([
  ['--foo', 'Cannot use --foo: no such option'],
  ['-x', 'Cannot use -x: no such option'],
  ['--cni-path', "Cannot read the arguments: Option '--cni-path <value>' argument missing"],
  ['', 'Cannot judge anything: --cni-path is missing'],
  ['--cni-path a --spec 1.0', 'Cannot use --spec 1.0: not one of tag, main'],
  ['--cni-path a --level all', 'Cannot use --level all: not one of must, should, may'],
  ['--cni-path a --format xml', 'Cannot use --format xml: not one of pretty, tap, junit, json, markdown'],
  ['--cni-path a --jobs 1.5', 'Cannot use --jobs 1.5: not a whole number from 1 to 256'],
  ['--cni-path a --type ../x', 'Cannot use "../x" as a type: not the name of an executable'],
  ['--cni-path a /opt/cni/bin', 'Cannot use "/opt/cni/bin" as a type'],
  ['--cni-path a --all --type b', 'Cannot use --all together with --type'],
  ['--cni-path a:b:c:d:e:f:g:h', 'more than seven folders'],
  ['--cni-path a --compare b --format tap', 'Cannot use --format tap with --compare'],
  ['--cni-path a --compare=', 'Cannot use --compare "": names no folder'],
  ['--cni-path a --compare :', 'Cannot use --compare ":": names no folder'],
  ['--cni-path a --compare b --keep', 'Cannot use --keep with --compare'],
])('parseOptions() refuses "%s"', (line, message) => {
  expect(() => parseOptions(line.split(' ').filter(Boolean))).toThrow(message);
});
