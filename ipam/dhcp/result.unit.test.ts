import { leaseFile, orderFile, stateFolder } from './folder.ts';
import type { Lease } from './machine.ts';
import { findDifferences, resultOf } from './result.ts';

const times = { renewAt: 0, rebindAt: 0, expiresAt: 0 };
const v4: Lease = {
  family: 4,
  address: '10.0.0.5/24',
  gateway: '10.0.0.1',
  routes: [{ dst: '0.0.0.0/0', gw: '10.0.0.1' }],
  dns: { nameservers: ['10.0.0.53'], domain: 'example.org', search: ['a', 'b'] },
  server: '10.0.0.1',
  ...times,
};
const v6: Lease = {
  family: 6,
  address: 'fd00::5/128',
  routes: [],
  dns: { nameservers: ['fd00::53'], search: ['b'] },
  server: '0003',
  ...times,
};

test('both leases make one result', () => {
  expect(resultOf([v4, v6], '1.1.0')).toEqual({
    cniVersion: '1.1.0',
    ips: [{ address: '10.0.0.5/24', gateway: '10.0.0.1' }, { address: 'fd00::5/128' }],
    routes: [{ dst: '0.0.0.0/0', gw: '10.0.0.1' }],
    dns: { nameservers: ['10.0.0.53', 'fd00::53'], domain: 'example.org', search: ['a', 'b'] },
  });
});

test('what no server says is not in the result', () => {
  const bare = { ...v6, dns: { nameservers: [], search: [] } };
  expect(resultOf([bare], '1.1.0')).toEqual({ cniVersion: '1.1.0', ips: [{ address: 'fd00::5/128' }] });
});

test('CHECK tells which lease is not in prevResult, and that there is none', () => {
  const told = { cniVersion: '1.1.0', ips: [{ address: '10.0.0.5/24' }] };
  expect(findDifferences([v4], told)).toEqual([]);
  expect(findDifferences([v4, v6], told)).toEqual(['fd00::5/128 is leased, prevResult tells 10.0.0.5/24']);
  expect(findDifferences([], told)).toEqual(['nothing is leased']);
});

test('plugin and daemon find the same files from the path of the socket', () => {
  const named = { containerId: 'c', network: 'n', ifName: 'eth0' };
  expect(stateFolder('/run/cni/dhcp.sock')).toBe('/run/cni/dhcp');
  expect(stateFolder('/run/x')).toBe('/run/x.d');
  expect(leaseFile('/run/cni/dhcp', named)).toMatch(/^\/run\/cni\/dhcp\/[0-9a-f]{16}\.json$/);
  expect(orderFile('/run/cni/dhcp', named)).not.toBe(
    orderFile('/run/cni/dhcp', { ...named, ifName: 'eth1' }),
  );
});
