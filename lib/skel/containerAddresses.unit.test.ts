import type { Result } from '../spec/result.ts';
import { addressesOf, containerAddresses } from './containerAddresses.ts';

const ofHost = { address: '10.0.0.1/24', interface: 0 };
const ofEth0 = { address: '10.0.0.2/24', gateway: '10.0.0.1', interface: 1 };
const ofEth1 = { address: '10.1.0.2/24', interface: 2 };
const ofNobody = { address: 'fd00::2/64' };
const result: Result = {
  cniVersion: '1.1.0',
  interfaces: [{ name: 'eth0' }, { name: 'eth0', sandbox: '/n' }, { name: 'eth1', sandbox: '/n' }],
  ips: [ofHost, ofEth0, ofEth1, ofNobody],
};

test("addressesOf() tells the interface's addresses from those of a namesake on the host and of others", () => {
  expect(addressesOf('eth0', result)).toEqual([ofEth0, ofNobody]);
  expect(addressesOf('eth1', result)).toEqual([ofEth1, ofNobody]);
});

test('addressesOf() counts what points to no interface that is told, and finds none in an empty result', () => {
  expect(addressesOf('net1', result)).toEqual([ofNobody]);
  const astray = { address: '10.2.0.2/24', interface: 9 };
  expect(addressesOf('net1', { ...result, ips: [astray] })).toEqual([astray]);
  expect(addressesOf('eth0', { cniVersion: '1.1.0' })).toEqual([]);
});

test('containerAddresses() tells the same without the length of the network', () => {
  expect(containerAddresses(result, 'eth0')).toEqual(['10.0.0.2', 'fd00::2']);
});
