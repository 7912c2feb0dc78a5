import { renderResult } from '../../../lib/spec/convert.ts';
import { versions } from '../../../lib/spec/version.ts';
import { interfaceResult } from '../../conformance/preparedInterface.ts';
import { resultFindings } from './resultFindings.ts';

const container = { netns: '/run/netns/c1' } as Parameters<typeof interfaceResult>[1];
const good = (version: string) =>
  renderResult(interfaceResult(1, container, 'eth0') as never, version) as unknown as Record<string, unknown>;

/** "RES-03 ips[0].address "x": not …", with the level where it is weaker. */
const told = (output: unknown, version: string) =>
  resultFindings(output, version).map(({ requirement, text, level }) =>
    [requirement, text, level].filter(Boolean).join(' '),
  );

test.each(versions)('nothing is found in a good result of %s', (version) => {
  expect(told(good(version), version)).toEqual([]);
});

test.each(versions)('nothing is found in %s when everything that may be left out is left out', (version) => {
  expect(told({ cniVersion: version }, version)).toEqual([]);
});

test.each([
  ['0.2.0', '1.0.0'],
  ['1.0.0', '0.2.0'],
])('a result of %s is found out when %s was asked for', (given, asked) => {
  const found = resultFindings(good(given), asked).map(({ requirement }) => requirement);
  expect(found).toEqual(expect.arrayContaining(['RES-01', 'VSEL-06']));
});

const ip = { address: '10.1.2.3/24' };
const link = { name: 'eth0', sandbox: '/run/netns/c1' };

test.each<[version: string, part: Record<string, unknown>, found: string[]]>([
  ['1.1.0', { interfaces: {} }, ['RES-02 interfaces {}: not a list']],
  ['1.1.0', { interfaces: ['eth0'] }, ['RES-02 interfaces[0] "eth0": not an object']],
  [
    '1.1.0',
    { interfaces: [{ mac: '0A:00:00:00:00:01', name: 'eth0' }] },
    ['RES-02 interfaces[0].mac "0A:00:00:00:00:01": not in lower case, as the kernel writes it may'],
  ],
  [
    '1.1.0',
    { interfaces: [{ mac: '0a-00-00-00-00-01', name: 'eth0' }] },
    ['RES-02 interfaces[0].mac "0a-00-00-00-00-01": not a hardware address in pairs with ":" between'],
  ],
  ['1.1.0', { interfaces: [{ sandbox: '' }] }, ['RES-02 interfaces[0].name: missing']],
  [
    '1.1.0',
    { interfaces: [{ name: 'a name' }] },
    ['RES-02 interfaces[0].name "a name": not the name of a link'],
  ],
  [
    '1.1.0',
    { interfaces: [{ ...link, socketPath: 'run/x' }] },
    ['RES-02 interfaces[0].socketPath "run/x": not an absolute path'],
  ],
  ['1.1.0', { interfaces: [link, link] }, ['RES-06 interfaces: "eth0" in "/run/netns/c1" is listed twice']],
  ['1.1.0', { interfaces: [link, { name: 'eth0' }] }, []],
  ['1.0.0', { interfaces: [{ ...link, mtu: 1500 }] }, ['RESV-01 interfaces[0].mtu: not in 1.0.0 may']],
  [
    '1.1.0',
    { interfaces: [{ ...link, mtu: '1500' }] },
    ['RES-02 interfaces[0].mtu "1500": not a whole number from 0'],
  ],
  [
    '1.1.0',
    { ips: [{ address: '10.1.2.3' }] },
    ['RES-03 ips[0].address "10.1.2.3": not an IP address with prefix length'],
  ],
  ['1.1.0', { ips: [{ ...ip, interface: 0 }] }, ['RES-06 ips[0].interface 0: there are 0 interfaces']],
  ['1.1.0', { ips: [{ ...ip, interface: -1 }] }, ['RES-03 ips[0].interface -1: not a whole number from 0']],
  [
    '1.1.0',
    { ips: [{ ...ip, gateway: 'fd00::1' }] },
    ['RES-06 ips[0].gateway "fd00::1": not of the family of "10.1.2.3/24"'],
  ],
  [
    '1.1.0',
    { ips: [{ ...ip, gateway: '10.1.2.1/24' }] },
    ['RES-03 ips[0].gateway "10.1.2.1/24": not an IP address'],
  ],
  ['1.0.0', { ips: [{ ...ip, version: '4' }] }, ['RES-06 ips[0].version: not in 1.0.0 should']],
  ['0.4.0', { ips: [ip] }, ['RESV-02 ips[0].version: missing']],
  ['0.4.0', { ips: [{ ...ip, version: 4 }] }, ['RESV-02 ips[0].version 4: neither "4" nor "6"']],
  [
    '0.3.1',
    { ips: [{ ...ip, version: '6' }] },
    ['RESV-02 ips[0].version "6": not the family of "10.1.2.3/24"'],
  ],
  ['0.3.0', { ip: [{ ...ip, version: '4' }] }, []],
  ['0.3.1', { ip: [{ ...ip, version: '4' }] }, ['VSEL-06 ip: not in 0.3.1']],
  [
    '0.2.0',
    { ip4: { ip: 'fd00::1/64' } },
    ['RES-03 ip4.ip "fd00::1/64": not an IPv4 address with prefix length'],
  ],
  ['0.2.0', { ip6: [] }, ['RES-03 ip6 []: not an object']],
  [
    '0.2.0',
    { ip4: { ip: '10.1.2.3/24', routes: [{ dst: 'default' }] } },
    ['RES-04 ip4.routes[0].dst "default": not an IP address with prefix length'],
  ],
  ['1.1.0', { routes: [{ gw: '10.1.2.1' }] }, ['RES-04 routes[0].dst: missing']],
  [
    '1.1.0',
    { routes: [{ dst: '0.0.0.0/0', gw: 'fd00::1' }] },
    ['RES-06 routes[0].gw "fd00::1": not of the family of "0.0.0.0/0" may'],
  ],
  [
    '0.4.0',
    { routes: [{ dst: '0.0.0.0/0', priority: 5 }] },
    ['RESV-01 routes[0].priority: not in 0.4.0 may'],
  ],
  [
    '1.1.0',
    { dns: { nameservers: ['ns.example.org'] } },
    ['RES-05 dns.nameservers ["ns.example.org"]: not a list of IP addresses'],
  ],
  ['1.1.0', { dns: { search: 'example.org' } }, ['RES-05 dns.search "example.org": not a list of texts']],
  ['1.1.0', { routes: null }, ['RES-04 routes: null, where leaving it out says the same may']],
  ['1.1.0', { extra: 1 }, ['RES-06 extra: not in any version may']],
])('in a result of %s, %j is told', (version, part, found) => {
  expect(told({ cniVersion: version, ...part }, version)).toEqual(found);
});

test.each([undefined, null, [], 'x', 5])('%j is no result at all', (output) => {
  expect(resultFindings(output, '1.1.0')).toMatchObject([{ requirement: 'ADD-02' }]);
});

test('a missing cniVersion is less than a wrong one', () => {
  expect(told({}, '1.1.0')).toEqual(['RES-01 cniVersion: missing should']);
  expect(told({ cniVersion: null }, '1.1.0')).toContain('RES-01 cniVersion: missing should');
  expect(told({ cniVersion: '1.0.0' }, '1.1.0')).toEqual([
    'RES-01 cniVersion "1.0.0": not "1.1.0", which was asked for',
  ]);
});
