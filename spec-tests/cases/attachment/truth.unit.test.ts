import type { KernelFacts } from './kernelFacts.ts';
import { type Result, unready, untruths } from './truth.ts';

const netns = '/run/netns/c1';
const eth0 = {
  ifname: 'eth0',
  address: '02:00:00:00:aa:01',
  mtu: 1400,
  flags: ['UP'],
  addr_info: [
    { family: 'inet', local: '10.1.2.3', prefixlen: 24 },
    { family: 'inet6', local: 'fd00::3', prefixlen: 64 },
  ],
};
const container: KernelFacts = {
  links: [eth0],
  routes: [
    { family: 4, dst: 'default', gateway: '10.1.2.1' },
    { family: 6, dst: 'default', gateway: 'fd00::1', metric: 1024 },
    {
      family: 4,
      dst: '10.9.0.0/16',
      gateway: '10.1.2.1',
      metric: 5,
      table: '100',
      metrics: [{ mtu: 1300, advmss: 1260 }],
    },
    { family: 4, dst: '10.8.0.1', scope: 'link' },
  ],
};
const host: KernelFacts = { links: [{ ...eth0, ifname: 'veth0', addr_info: [] }], routes: [] };
const told = (result: Result) => untruths(result, { host, container, netns });

const inside = { name: 'eth0', mac: eth0.address, mtu: 1400, sandbox: netns };
const good = {
  interfaces: [{ name: 'veth0' }, inside, { ...inside, mac: eth0.address.toUpperCase() }],
  ips: [
    { address: '10.1.2.3/24', interface: 1 },
    { address: 'FD00:0::3/64', interface: 1 },
    { address: '10.1.2.3/24' },
  ],
  routes: [
    { dst: '0.0.0.0/0' },
    { dst: '::/0', gw: 'fd00::1', priority: 0 },
    { dst: '::0/0', gw: 'FD00::0001' },
    { dst: '10.9.0.0/16', gw: '10.1.2.1', priority: 5, table: 100, mtu: 1300, advmss: 1260, scope: 0 },
    { dst: '10.8.0.1/32', scope: 253 },
  ],
};

test('nothing is told of a result that says what the kernel has, in whatever spelling', () => {
  expect(told(good)).toEqual([]);
});

test.each<[result: Result, words: string]>([
  [{ interfaces: [{ name: 'eth0' }] }, 'eth0 on the host: no such link'],
  [{ interfaces: [{ name: 'veth0', sandbox: netns }] }, 'veth0 in the container: no such link'],
  [
    { interfaces: [{ ...inside, mac: '02:00:00:00:00:02' }] },
    'eth0 in the container: mac 02:00:00:00:00:02 in the result, 02:00:00:00:aa:01 in the kernel',
  ],
  [
    { interfaces: [{ ...inside, mtu: 1500 }] },
    'eth0 in the container: mtu 1500 in the result, 1400 in the kernel',
  ],
  [
    { ips: [{ address: '10.1.2.4/24' }] },
    '10.1.2.4/24: not in the container, where there is 10.1.2.3/24, fd00::3/64',
  ],
  [
    { ips: [{ address: '10.1.2.3/16' }] },
    '10.1.2.3/16: not in the container, where there is 10.1.2.3/24, fd00::3/64',
  ],
  [
    { interfaces: [{ name: 'veth0' }], ips: [{ address: '10.1.2.3/24', interface: 0 }] },
    '10.1.2.3/24: not on veth0 on the host, where there is no address',
  ],
  [
    { ips: [{ address: '10.1.2.3/24', interface: 3 }] },
    '10.1.2.3/24: on interface 3, which the result does not have',
  ],
  [{ routes: [{ dst: '10.7.0.0/16' }] }, 'route to 10.7.0.0/16: not in the container'],
  [
    { routes: [{ dst: '0.0.0.0/0', gw: '10.1.2.9' }] },
    'route to 0.0.0.0/0: through 10.1.2.9 in the result, 10.1.2.1 in the kernel',
  ],
  [
    { routes: [{ dst: '10.9.0.0/16', mtu: 1400 }] },
    'route to 10.9.0.0/16: mtu 1400 in the result, 1300 in the kernel',
  ],
  [
    { routes: [{ dst: '10.9.0.0/16', table: 254 }] },
    'route to 10.9.0.0/16: table 254 in the result, 100 in the kernel',
  ],
  [
    { routes: [{ dst: '0.0.0.0/0', priority: 7 }] },
    'route to 0.0.0.0/0: priority 7 in the result, 0 in the kernel',
  ],
])('%j is found out', (result, words) => {
  expect(told(result)).toEqual([words]);
});

test('an interface of a namespace that nobody knows is believed', () => {
  expect(told({ interfaces: [{ name: 'x', sandbox: '/run/netns/other' }] })).toEqual([]);
});

test('a link that is down, and addresses that do not work yet, are not ready', () => {
  const address = { family: 'inet6', local: 'fd00::3', prefixlen: 64 };
  const link = {
    ...eth0,
    flags: [],
    addr_info: [
      { ...address, tentative: true },
      { ...address, dadfailed: true },
    ],
  };
  expect(unready(link)).toEqual(['eth0 is down', 'fd00::3 is tentative', 'fd00::3 is a duplicate']);
  expect(unready(eth0)).toEqual([]);
});
