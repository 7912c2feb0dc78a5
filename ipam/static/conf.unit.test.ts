import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { versions } from '../../lib/spec/version.ts';
import { parseStaticConf, type StaticConf } from './conf.ts';

interface Written {
  ipam?: unknown;
  conf?: Record<string, unknown>;
  args?: Record<string, string>;
  command?: Command;
}

function parse({ ipam = {}, conf, args = {}, command = 'ADD' }: Written): StaticConf {
  const json = { cniVersion: '1.0.0', name: 'mynet', type: 'ipvlan', ipam, ...conf };
  return parseStaticConf({
    command,
    network: parseNetworkConf(json),
    args: new Map(Object.entries(args)),
  });
}

const addresses = (...texts: string[]) => ({ addresses: texts.map((address) => ({ address })) });
const ips = (written: Written) =>
  parse(written).ips.map(({ address, gateway }) => (gateway ? `${address} via ${gateway}` : address));

test('parseStaticConf() takes keys in any letter case, at every level', () => {
  const ipam = { Addresses: [{ ADDRESS: '10.1.2.3/24', Gateway: '10.1.2.1' }], DNS: { Domain: 'example' } };
  expect(parse({ ipam })).toEqual({
    ips: [{ address: '10.1.2.3/24', gateway: '10.1.2.1' }],
    routes: [],
    dns: { domain: 'example' },
  });
  expect(ips({ ipam, conf: { RuntimeConfig: { IPs: ['10.9.9.9/8'] } } })).toEqual(['10.9.9.9/8']);
});

test('parseStaticConf() writes addresses in their one canonical text', () => {
  const ipam = { addresses: [{ address: '2001:DB8:0:0::5/64', gateway: 'FE80:0::1' }] };
  expect(ips({ ipam })).toEqual(['2001:db8::5/64 via fe80::1']);
});

test('parseStaticConf() keeps every attribute of a route, and two routes to one place (ST-02)', () => {
  const attributes = { mtu: 1400, advmss: 1300, priority: 7, table: 100, scope: 253 };
  const routes = [
    { dst: '0.0.0.0/0', gw: '10.1.2.1', ...attributes },
    { dst: '0.0.0.0/0', gw: '10.1.2.2' },
  ];
  expect(parse({ ipam: { routes } }).routes).toEqual(routes);
});

describe('who wins', () => {
  const ipam = { addresses: [{ address: '10.1.2.3/24', gateway: '10.1.2.1' }] };
  const labels = { args: { cni: { ips: ['10.5.0.2/24', '2001:db8::2/64'] } } };
  const runtimeConfig = { ips: ['10.6.0.2/24', '2001:db8::3/64'] };

  test('CNI_ARGS come after the configured addresses', () => {
    expect(ips({ ipam, args: { IP: '10.4.0.2/24,fd00::2/64' } })).toEqual([
      '10.1.2.3/24 via 10.1.2.1',
      '10.4.0.2/24',
      'fd00::2/64',
    ]);
  });

  test('CNI_ARGS may have blanks around their commas, as the reference allows', () => {
    expect(ips({ args: { IP: '10.4.0.2/24, fd00::2/64', GATEWAY: ' 10.4.0.1 , fd00::1' } })).toEqual([
      '10.4.0.2/24 via 10.4.0.1',
      'fd00::2/64 via fd00::1',
    ]);
  });

  test('args.cni.ips replace both (ST-07)', () => {
    const args = { IP: '10.4.0.2/24', GATEWAY: '10.5.0.1' };
    expect(ips({ ipam, args, conf: labels })).toEqual(['10.5.0.2/24', '2001:db8::2/64']);
  });

  test('runtimeConfig.ips replace all (ST-06, ST-08)', () => {
    const args = { IP: '10.4.0.2/24', GATEWAY: '10.6.0.1' };
    expect(ips({ ipam, args, conf: { ...labels, runtimeConfig } })).toEqual([
      '10.6.0.2/24',
      '2001:db8::3/64',
    ]);
  });

  test('an empty list replaces nothing', () => {
    const conf = { args: { cni: { ips: [] } }, runtimeConfig: { ips: [] } };
    expect(ips({ ipam, conf, args: { IP: '' } })).toEqual(['10.1.2.3/24 via 10.1.2.1']);
  });
});

describe('gateways', () => {
  test('of CNI_ARGS go to every address in whose subnet they are, and win (ST-04, ST-05)', () => {
    const ipam = { addresses: [{ address: '10.1.2.3/24', gateway: '10.1.2.1' }, { address: 'fd00::3/64' }] };
    const args = { IP: '10.10.0.1/24,11.11.0.1/24', GATEWAY: '10.10.0.254,10.1.2.254,fd00::1' };
    expect(ips({ ipam, args })).toEqual([
      '10.1.2.3/24 via 10.1.2.254',
      'fd00::3/64 via fd00::1',
      '10.10.0.1/24 via 10.10.0.254',
      '11.11.0.1/24',
    ]);
  });

  // 15.2, plugins#406
  test('of the configuration go to addresses of the same subnet that replace the configured one', () => {
    const ipam = { addresses: [{ address: '10.1.2.3/24', gateway: '10.1.2.1' }, { address: '10.9.0.3/16' }] };
    const runtimeConfig = { ips: ['10.9.0.4/16', '10.1.2.4/24', '10.1.2.5/25'] };
    expect(ips({ ipam, conf: { runtimeConfig } })).toEqual([
      '10.9.0.4/16',
      '10.1.2.4/24 via 10.1.2.1',
      '10.1.2.5/25',
    ]);
  });

  test.each([
    ['10.1.2.3/32', '169.254.1.1'],
    ['10.1.2.3/24', '10.1.3.0'],
    ['10.1.2.3/24', '10.1.3.255'],
    ['fd00::3/64', 'fe80::1'],
  ])('may lie outside the subnet, where its size is not known: %s via %s', (address, gateway) => {
    expect(ips({ ipam: { addresses: [{ address, gateway }] } })).toEqual([`${address} via ${gateway}`]);
  });

  test.each([
    ['10.1.2.3/24', '10.1.2.0'],
    ['10.1.2.2/31', '10.1.2.3'],
    ['10.1.2.3/31', '10.1.2.2'],
    ['10.1.2.3/32', '10.1.2.2'],
    ['fd00::3/64', 'fd00::'],
    ['fd00::2/127', 'fd00::3'],
  ])(
    'may be the first of a subnet, and the last of one that has no broadcast address: %s via %s',
    (address, gateway) => {
      expect(ips({ ipam: { addresses: [{ address, gateway }] } })).toEqual([`${address} via ${gateway}`]);
    },
  );

  test('that are empty count as absent', () => {
    expect(ips({ ipam: { addresses: [{ address: '10.1.2.3/24', gateway: '' }] } })).toEqual(['10.1.2.3/24']);
  });
});

const { invalidConfig, invalidEnvironment } = Code;

test.each<[Written, string, number]>([
  [{ conf: { ipam: null } }, 'Cannot use "ipam" null: is missing', invalidConfig],
  [
    { conf: { ipam: undefined }, args: { IP: '10.1.2.3/24' } }, // ST-09
    'Cannot use "ipam": is missing',
    invalidConfig,
  ],
  [
    { conf: { ipam: undefined, runtimeConfig: { ips: ['10.1.2.3/24'] } } }, // ST-10
    'Cannot use "ipam": is missing',
    invalidConfig,
  ],
  [
    { ipam: addresses('10.1.2.3') },
    'Cannot use "ipam.addresses[0].address" "10.1.2.3": not an address with prefix length',
    invalidConfig,
  ], // ST-11
  [{ ipam: addresses('::ffff:10.1.2.3/120') }, 'Cannot use "ipam.addresses[0].address"', invalidConfig],
  [{ ipam: { addresses: [{}] } }, 'Cannot use "ipam.addresses[0].address": is missing', invalidConfig],
  [{ ipam: { addresses: {} } }, 'Cannot use "ipam.addresses" {}: not a list', invalidConfig],
  [
    { args: { IP: '10.1.2.3' } },
    'Cannot use CNI_ARGS "IP=10.1.2.3": not an address with prefix length',
    invalidEnvironment,
  ], // ST-12
  [{ args: { IP: '10.1.2.3/24,' } }, 'Cannot use CNI_ARGS "IP=": not an address', invalidEnvironment],
  [{ args: { GATEWAY: 'x' } }, 'Cannot use CNI_ARGS "GATEWAY=x": not an IP address', invalidEnvironment],
  [
    { ipam: addresses('10.1.2.3/24'), args: { GATEWAY: '10.1.2.1,10.1.3.1' } },
    'Cannot use CNI_ARGS "GATEWAY=10.1.3.1": in the subnet of no address',
    invalidEnvironment,
  ],
  [{ args: { K8S_POD_NAME: 'x' } }, 'Cannot use CNI_ARGS "K8S_POD_NAME=x": unknown', invalidEnvironment],
  [
    { conf: { args: { cni: { ips: ['10.1.2.3'] } } } }, // ST-13
    'Cannot use "args.cni.ips[0]" "10.1.2.3": not an address with prefix length',
    invalidConfig,
  ],
  [
    { conf: { runtimeConfig: { ips: ['10.1.2.3/24', 'x'] } } }, // ST-14
    'Cannot use "runtimeConfig.ips[1]" "x": not an address with prefix length',
    invalidConfig,
  ],
  [
    { ipam: { addresses: [{ address: '10.1.2.3/24', gateway: 'x' }] } },
    'Cannot use "ipam.addresses[0].gateway" "x": not an IP address',
    invalidConfig,
  ],
  [
    { ipam: { addresses: [{ address: '10.1.2.3/24', gateway: 'fd00::1' }] } },
    'Cannot use "ipam.addresses[0].gateway" "fd00::1": not of the family of the address 10.1.2.3',
    invalidConfig,
  ],
  [
    { ipam: { addresses: [{ address: '10.1.2.3/24', gateway: '10.1.2.3' }] } },
    'Cannot use "ipam.addresses[0].address" "10.1.2.3/24": it is its own gateway',
    invalidConfig,
  ],
  [
    {
      ipam: {
        addresses: [{ address: '10.1.2.3/24', gateway: '10.1.2.4' }, { address: '10.1.2.4/24' }],
      },
    },
    'Cannot use "ipam.addresses[0].address" "10.1.2.3/24": its gateway 10.1.2.4 is an address of the container too',
    invalidConfig,
  ],
  [
    { args: { IP: 'fd00::2/64,fd00::3/64', GATEWAY: 'fd00::3' } },
    'Cannot use CNI_ARGS "IP=fd00::2/64": its gateway fd00::3 is an address of the container too',
    invalidEnvironment,
  ],
  ...['0.0.0.0', '224.0.0.7', '255.255.255.255', '10.1.2.255'].map((gateway): [Written, string, number] => [
    { ipam: { addresses: [{ address: '10.1.2.3/24', gateway }] } },
    `Cannot use "ipam.addresses[0].address" "10.1.2.3/24": no interface can have its gateway ${gateway}`,
    invalidConfig,
  ]),
  [
    { args: { IP: '10.1.2.3/24', GATEWAY: '10.1.2.255' } },
    'Cannot use CNI_ARGS "IP=10.1.2.3/24": no interface can have its gateway 10.1.2.255',
    invalidEnvironment,
  ],
  ...['::', 'ff02::1'].map((gateway): [Written, string, number] => [
    { ipam: { addresses: [{ address: 'fd00::3/64', gateway }] } },
    `Cannot use "ipam.addresses[0].address" "fd00::3/64": no interface can have its gateway ${gateway}`,
    invalidConfig,
  ]),
  [
    { ipam: addresses('10.1.2.3/24', '10.1.2.3/16') },
    'Cannot use "ipam.addresses[1].address" "10.1.2.3/16": the same address is there twice',
    invalidConfig,
  ],
  [
    { ipam: addresses('10.1.2.3/24'), args: { IP: '10.1.2.3/24' } },
    'Cannot use CNI_ARGS "IP=10.1.2.3/24": the same address is there twice',
    invalidEnvironment,
  ],
  ...['0.0.0.0/0', '::/0', '224.0.0.7/4', '255.255.255.255/32', 'ff02::1/8'].map(
    (address): [Written, string, number] => [
      { ipam: addresses(address) },
      `Cannot use "ipam.addresses[0].address" "${address}": no interface can have it`,
      invalidConfig,
    ],
  ),
  [{ ipam: { routes: [{ dst: 'x' }] } }, 'Cannot use "ipam.routes[0].dst" "x"', invalidConfig],
  [{ ipam: { dns: { nameservers: ['x'] } } }, 'Cannot use "ipam.dns.nameservers[0]" "x"', invalidConfig],
])('parseStaticConf() refuses %j', (written, message, code) => {
  expect(() => parse(written)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message), code }),
  );
});

test('parseStaticConf() lets other CNI_ARGS pass with IgnoreUnknown=1', () => {
  expect(ips({ args: { IgnoreUnknown: '1', K8S_POD_NAME: 'x', IP: '10.1.2.3/24' } })).toEqual([
    '10.1.2.3/24',
  ]);
});

test.each(versions)('parseStaticConf() allows version %s what its result has room for', (cniVersion) => {
  const conf = { cniVersion };
  expect(ips({ ipam: addresses('10.1.2.3/24', 'fd00::3/64'), conf })).toHaveLength(2);
  const two = () => ips({ ipam: addresses('10.1.2.3/24', '10.1.3.3/24'), conf });
  if (cniVersion > '0.2.0') expect(two()).toHaveLength(2);
  else expect(two).toThrow(`CNI version ${cniVersion} does not support more than 1 address per family`);
});

test('parseStaticConf() has nothing to say without addresses: a runtime may bring them', () => {
  expect(parse({})).toEqual({ ips: [], routes: [] });
});

test.each(['DEL', 'GC'] as const)('parseStaticConf() judges nothing for %s', (command) => {
  const conf = { runtimeConfig: { ips: 7 }, args: { cni: { ips: 'x' } } };
  const ipam = { addresses: 7, routes: 'x', dns: [] };
  expect(parse({ command, ipam, conf, args: { IP: 'x', OTHER: 'y' } })).toEqual({ ips: [], routes: [] });
});
