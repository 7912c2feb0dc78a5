import { Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { formatRangeSet, judgeRangeSets, parseRangeSets } from './rangeSet.ts';

function parse(ranges: unknown) {
  return parseRangeSets(
    new Fields({ ranges }, ['ranges'], { path: 'ipam', code: Code.invalidConfig }),
    'ranges',
  );
}

test('parseRangeSets() reads a list of lists and gives the defaults (HL-29)', () => {
  const sets = parse([
    [
      { subnet: '10.1.2.0/24', rangeStart: '10.1.2.9', rangeEnd: '10.1.2.20', gateway: '10.1.2.30' },
      { subnet: '10.1.4.0/24' },
    ],
    [{ subnet: '11.1.2.0/24', rangeStart: '11.1.2.9', rangeEnd: '11.1.2.20', gateway: '11.1.2.30' }],
  ]);
  expect(sets.map(formatRangeSet)).toEqual(['10.1.2.9-10.1.2.20,10.1.4.1-10.1.4.254', '11.1.2.9-11.1.2.20']);
});

test('parseRangeSets() of nothing is no set', () => {
  expect(parse(undefined)).toEqual([]);
  expect(parse(null)).toEqual([]);
});

test.each([
  ['x', 'Cannot use "ipam.ranges" "x": not a list of lists of ranges'],
  [[{ subnet: '10.1.2.0/24' }], 'Cannot use "ipam.ranges[0]" {"subnet":"10.1.2.0/24"}: not a list'],
  [[[]], 'Cannot use "ipam.ranges[0]" []: holds no range'],
  [[null], 'Cannot use "ipam.ranges[0]" null: holds no range'],
  [[['x']], 'Cannot use "ipam.ranges[0][0]" "x": not an object'],
  [
    [[{ subnet: '10.1.2.0/24' }, { subnet: 'x' }]],
    'Cannot use "ipam.ranges[0][1].subnet" "x": not a network',
  ],
])('parseRangeSets() refuses %j', (ranges, message) => {
  expect(() => parse(ranges)).toThrow(message);
});

test('parseRangeSets() refuses an overlap within a set (HL-34, HL-53)', () => {
  expect(() => parse([[{ subnet: '10.1.0.0/22' }, { subnet: '10.1.2.0/24' }]])).toThrow(
    'Cannot use "ipam.ranges[0]": 10.1.0.1-10.1.3.254 and 10.1.2.1-10.1.2.254 overlap',
  );
});

test('parseRangeSets() lets two ranges of one subnet stand that are apart (HL-51)', () => {
  const apart = [
    { subnet: '10.1.2.0/24', rangeEnd: '10.1.2.20' },
    { subnet: '10.1.2.0/24', rangeStart: '10.1.2.21' },
  ];
  expect(parse([apart])).toHaveLength(1);
});

test('parseRangeSets() refuses both families in one set (HL-35)', () => {
  expect(() => parse([[{ subnet: '10.1.2.0/24' }, { subnet: '2001:db8::/64' }]])).toThrow(
    'Cannot use "ipam.ranges[0]": mixed address families, IPv4 and IPv6 need a set each',
  );
});

test('judgeRangeSets() refuses sets that overlap, whichever comes first (HL-33, HL-54)', () => {
  const sets = parse([[{ subnet: '10.1.0.0/22' }], [{ subnet: '10.1.2.0/24' }]]);
  const message = /^Cannot use "ipam": range sets overlap, 10\.1\.[0-9.-]+ with 10\.1\.[0-9.-]+$/;
  expect(() => judgeRangeSets(sets, '1.1.0')).toThrow(message);
  expect(() => judgeRangeSets(sets.toReversed(), '1.1.0')).toThrow(message);
});

test('judgeRangeSets() refuses no set at all', () => {
  expect(() => judgeRangeSets([], '1.1.0')).toThrow('Cannot use "ipam": no IP ranges specified');
});

test('judgeRangeSets() allows one set a family before 0.3.0, and any number since (HL-36, HL-37)', () => {
  const two = parse([[{ subnet: '10.1.2.0/24' }], [{ subnet: '10.1.3.0/24' }]]);
  const dual = parse([[{ subnet: '10.1.2.0/24' }], [{ subnet: '2001:db8::/64' }]]);
  expect(() => judgeRangeSets(two, '0.2.0')).toThrow(
    'CNI version 0.2.0 does not support more than 1 address per family',
  );
  expect(() => judgeRangeSets(two, '0.3.0')).not.toThrow();
  expect(() => judgeRangeSets(dual, '0.2.0')).not.toThrow();
});
