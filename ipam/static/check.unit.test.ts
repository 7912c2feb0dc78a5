import { findDifferences } from './check.ts';

const v4 = { address: '10.1.2.3/24', gateway: '10.1.2.1' };
const v6 = { address: '2001:db8::3/64' };
const result = (...ips: { address: string; gateway?: string }[]) => ({ cniVersion: '1.1.0', ips });

test('findDifferences() is content with the configured addresses, in any order and spelling, and with more', () => {
  const spelt = { address: '2001:DB8:0::3/64', gateway: 'fe80::1' };
  expect(findDifferences([v4, v6], result(spelt, { address: '10.9.9.9/8' }, v4))).toEqual([]);
  expect(findDifferences([], { cniVersion: '1.1.0' })).toEqual([]);
});

test.each([
  [result(v6), '10.1.2.3/24 is configured and not in "prevResult"'],
  [result({ ...v4, address: '10.1.2.3/16' }, v6), '10.1.2.3/24 is configured and not in "prevResult"'],
  [
    result({ ...v4, gateway: '10.1.2.2' }, v6),
    '10.1.2.3/24 has the gateway 10.1.2.2 in "prevResult", configured is 10.1.2.1',
  ],
  [
    result({ address: v4.address }, v6),
    '10.1.2.3/24 has the gateway none in "prevResult", configured is 10.1.2.1',
  ],
])('findDifferences() of %j names what differs', (prevResult, line) => {
  expect(findDifferences([v4, v6], prevResult)).toEqual([line]);
});

test('findDifferences() lists all of them', () => {
  expect(findDifferences([v4, v6], { cniVersion: '1.1.0' })).toHaveLength(2);
});
