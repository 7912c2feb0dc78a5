import { formatIp } from '../../lib/net/ip.ts';
import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { type HostLocalConf, parseHostLocalConf } from './conf.ts';
import { formatRangeSet } from './rangeSet.ts';

interface Written {
  ipam?: unknown;
  conf?: Record<string, unknown>;
  args?: Record<string, string>;
  command?: Command;
}

function parse({
  ipam = { subnet: '10.1.2.0/24' },
  conf,
  args = {},
  command = 'ADD',
}: Written): HostLocalConf {
  const json = { cniVersion: '1.0.0', name: 'mynet', type: 'ipvlan', ipam, ...conf };
  return parseHostLocalConf({
    command,
    network: parseNetworkConf(json),
    args: new Map(Object.entries(args)),
  });
}

const requested = (written: Written) => parse(written).requested.map(formatIp);

test('parseHostLocalConf() reads the older way to write one range (HL-28)', () => {
  const ipam = { subnet: '10.1.2.0/24', rangeStart: '10.1.2.9', rangeEnd: '10.1.2.20', gateway: '10.1.2.30' };
  const conf = parse({ ipam });
  expect(conf.rangeSets.map(formatRangeSet)).toEqual(['10.1.2.9-10.1.2.20']);
  expect(conf).toMatchObject({ dataDir: '/var/lib/cni/networks', requested: [], routes: [] });
  expect(conf).not.toHaveProperty('resolvConf');
});

test('parseHostLocalConf() puts ipRanges first, then the older range, then ranges (HL-30)', () => {
  const ipam = { subnet: '10.1.2.0/24', ranges: [[{ subnet: '11.1.2.0/24' }]] };
  const runtimeConfig = {
    irrelevant: 1,
    ipRanges: [[{ subnet: '12.1.3.0/24' }], [{ subnet: '13.1.3.0/24' }]],
  };
  expect(parse({ ipam, conf: { runtimeConfig } }).rangeSets.map(formatRangeSet)).toEqual([
    '12.1.3.1-12.1.3.254',
    '13.1.3.1-13.1.3.254',
    '10.1.2.1-10.1.2.254',
    '11.1.2.1-11.1.2.254',
  ]);
});

test('parseHostLocalConf() takes keys in any letter case, at every level', () => {
  const conf = { RuntimeConfig: { IPRanges: [[{ Subnet: '12.1.3.0/24' }]], IPs: ['12.1.3.9'] } };
  const ipam = { DataDir: '/x', Ranges: [[{ sUBNET: '10.1.2.0/24' }]], ROUTES: [{ DST: '0.0.0.0/0' }] };
  expect(parse({ ipam, conf })).toMatchObject({ dataDir: '/x', routes: [{ dst: '0.0.0.0/0' }] });
  expect(parse({ ipam, conf }).rangeSets).toHaveLength(2);
  expect(requested({ ipam, conf })).toEqual(['12.1.3.9']);
});

test.each(['10.1.2.10', '10.1.2.10/24'])('parseHostLocalConf() reads CNI_ARGS IP=%s (HL-31)', (IP) => {
  expect(requested({ args: { IP } })).toEqual(['10.1.2.10']);
});

test.each([
  [['10.1.2.11', '11.11.11.11', '2001:db8::9']],
  [['10.1.2.11/24', '11.11.11.11/24', '2001:db8::9/64']],
])('parseHostLocalConf() ignores CNI_ARGS where there is args.cni.ips %j (HL-32)', (ips) => {
  expect(requested({ args: { IP: '10.1.2.10/24' }, conf: { args: { cni: { ips } } } })).toEqual([
    '10.1.2.11',
    '11.11.11.11',
    '2001:db8::9',
  ]);
});

test('parseHostLocalConf() reads runtimeConfig.ips last, and each address once (HL-38)', () => {
  const conf = {
    args: { cni: { ips: ['10.1.2.12'] } },
    runtimeConfig: { ips: ['2001:DB8::999/64', '10.1.2.12/24', '10.1.2.13'] },
  };
  expect(requested({ conf })).toEqual(['10.1.2.12', '2001:db8::999', '10.1.2.13']);
});

test.each([
  [{ args: { IP: 'x' } }, 'Cannot use CNI_ARGS "IP=x": not an IP address', Code.invalidEnvironment],
  [{ args: { K8S_POD_NAME: 'x' } }, 'Cannot use CNI_ARGS "K8S_POD_NAME=x": unknown', Code.invalidEnvironment],
  [
    { conf: { args: { cni: { ips: ['x'] } } } },
    'Cannot use "args.cni.ips[0]" "x": not an IP address',
    Code.invalidConfig,
  ],
  [
    { conf: { runtimeConfig: { ips: [7] } } },
    'Cannot use "runtimeConfig.ips[0]" 7: not a string',
    Code.invalidConfig,
  ],
  [
    { conf: { runtimeConfig: { ipRanges: {} } } },
    'Cannot use "runtimeConfig.ipRanges" {}: not a list',
    Code.invalidConfig,
  ],
  [{ conf: { ipam: null } }, 'Cannot use "ipam": no IP ranges specified', Code.invalidConfig],
  [{ ipam: { ranges: [] } }, 'Cannot use "ipam": no IP ranges specified', Code.invalidConfig],
  [{ ipam: { rangeStart: '10.1.2.3' } }, 'Cannot use "ipam": no IP ranges specified', Code.invalidConfig],
  [{ ipam: { dataDir: 'x/y' } }, 'Cannot use "ipam.dataDir" "x/y": not an absolute path', Code.invalidConfig],
  [
    { ipam: { subnet: '10.1.2.0/24', routes: [{ dst: 'x' }] } },
    'Cannot use "ipam.routes[0].dst" "x"',
    Code.invalidConfig,
  ],
  [
    { ipam: { subnet: '10.1.2.0/24', routes: [{}] } },
    'Cannot use "ipam.routes[0].dst": is missing',
    Code.invalidConfig,
  ],
])('parseHostLocalConf() refuses %j', (written, message, code) => {
  expect(() => parse(written)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message), code }),
  );
});

test('parseHostLocalConf() lets other CNI_ARGS pass with IgnoreUnknown=1', () => {
  const args = { IgnoreUnknown: '1', K8S_POD_NAME: 'x', IP: '10.1.2.3' };
  expect(requested({ args })).toEqual(['10.1.2.3']);
});

test('parseHostLocalConf() takes an empty dataDir, resolvConf or IP for absent', () => {
  const conf = parse({ ipam: { subnet: '10.1.2.0/24', dataDir: '', resolvConf: '' }, args: { IP: '' } });
  expect(conf).toMatchObject({ dataDir: '/var/lib/cni/networks', requested: [] });
  expect(conf).not.toHaveProperty('resolvConf');
});

test('parseHostLocalConf() keeps every attribute of a route', () => {
  const route = {
    dst: '10.0.0.0/8',
    gw: '10.1.2.254',
    mtu: 1400,
    advmss: 1300,
    priority: 7,
    table: 100,
    scope: 253,
  };
  expect(parse({ ipam: { subnet: '10.1.2.0/24', routes: [route] } }).routes).toEqual([route]);
});

test.each(['DEL', 'GC'] as const)('parseHostLocalConf() judges nothing but dataDir for %s', (command) => {
  const ipam = { dataDir: '/x', subnet: 'x', ranges: 7, routes: 'x', resolvConf: 7 };
  const conf = { runtimeConfig: { ips: 7, ipRanges: 'x' }, args: { cni: { ips: 'x' } } };
  const expected = { dataDir: '/x', rangeSets: [], requested: [], routes: [] };
  expect(parse({ command, ipam, conf, args: { IP: 'x', OTHER: 'y' } })).toEqual(expected);
  expect(() => parse({ command, ipam: { dataDir: 7 } })).toThrow('Cannot use "ipam.dataDir" 7: not a string');
});
