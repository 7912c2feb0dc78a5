import { parseArgs } from '../../lib/skel/args.ts';
import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { fromHex } from './bytes.ts';
import { parseDhcpConf } from './conf.ts';
import { optionNumber } from './options.ts';

function parsed(ipam: object | undefined, args = '', command: Command = 'ADD') {
  const network = parseNetworkConf({
    cniVersion: '1.1.0',
    name: 'n',
    type: 'bridge',
    ...(ipam && { ipam: { type: 'dhcp', ...ipam } }),
  });
  return parseDhcpConf({ command, network, args: parseArgs(args) });
}

const text = (hex?: string) => new TextDecoder().decode(fromHex(hex ?? ''));

test('the defaults', () => {
  expect(parsed({})).toEqual({
    socketPath: '/run/cni/dhcp.sock',
    wishes: { families: [4], request: [], skipDefault: false, provide: [], priority: 0 },
  });
});

// The reference's DH-06.
test.each([
  ['host-name', 12],
  ['12', 12],
  ['doNotparseMe', undefined],
  ['0', undefined],
  ['255', undefined],
  ['-1', undefined],
  ['constructor', undefined],
])('the option %s is %s', (name, number) => {
  expect(optionNumber(name)).toBe(number);
});

test('request, provide and priority; a value from CNI_ARGS wins', () => {
  const { wishes } = parsed(
    {
      request: [{ option: 'routers' }, { option: '119', skipDefault: true }],
      provide: [
        { option: 'host-name', value: 'a', fromArg: 'POD' },
        { option: '60', value: 'weft', fromArg: 'NONE' },
      ],
      priority: 5,
      clientId: 'me',
    },
    'POD=web;OTHER=1',
  );
  expect(wishes).toMatchObject({ request: [3, 119], skipDefault: true, priority: 5, clientId: 'me' });
  expect(wishes.provide.map(({ option, hex }) => [option, text(hex)])).toEqual([
    [12, 'web'],
    [60, 'weft'],
  ]);
});

test('what is provided without a value is not sent: servers drop a message with an identifier of no bytes', () => {
  const provide = [
    { option: '61', fromArg: 'NONE' },
    { option: 'host-name' },
    { option: '60', value: 'weft' },
  ];
  expect(parsed({ provide }, 'OTHER=1').wishes.provide.map(({ option }) => option)).toEqual([60]);
});

test.each([
  [false, [4]],
  [true, [4, 6]],
  ['only', [6]],
])('"ipv6": %j asks for the families %j', (ipv6, families) => {
  expect(parsed({ ipv6 }).wishes.families).toEqual(families);
});

test.each([
  [{ request: [{ option: 'no such option' }] }, '"ipam.request[0].option" "no such option"'],
  [{ provide: 'host-name' }, '"ipam.provide" "host-name": not a list'],
  [{ provide: [{ value: 'x' }] }, '"ipam.provide[0].option": is missing'],
  [
    { provide: [{ option: '53', value: 'x' }] },
    '"ipam.provide[0].option" "53": is an option that the client sets itself',
  ],
  [{ provide: [{ option: '60', value: 'x'.repeat(256) }] }, 'is longer than 255 bytes'],
  [
    { provide: [{ option: '60', fromArg: 'LONG' }] },
    '"ipam.provide[0].fromArg" "LONG": the value in CNI_ARGS is longer than 255 bytes',
  ],
  [
    { provide: [{ option: '61', value: 'x' }] },
    '"ipam.provide[0].value" "x": is shorter than the two bytes of a client identifier',
  ],
  [
    { provide: [{ option: '61', fromArg: 'SHORT' }] },
    '"ipam.provide[0].fromArg" "SHORT": the value in CNI_ARGS is shorter than the two bytes',
  ],
  [{ daemonSocketPath: 7 }, '"ipam.daemonSocketPath" 7: not a string'],
  [{ daemonSocketPath: 'run/x' }, 'is not an absolute path'],
  [{ ipv6: 'yes' }, '"ipam.ipv6" "yes"'],
  [{ priority: -1 }, '"ipam.priority" -1'],
  [{ clientId: '' }, '"ipam.clientId" "": is empty'],
  [{ clientId: 'x'.repeat(255) }, 'is longer than 254 bytes'],
])('%j is refused: %s', (ipam, state) => {
  expect(() => parsed(ipam, `SHORT=x;LONG=${'x'.repeat(256)}`)).toThrow(state);
});

// The reference's L15.
test('a configuration without "ipam" is refused, not run into', () => {
  expect(() => parsed(undefined)).toThrow('Cannot use "ipam": is missing');
});

test('DEL and GC judge nothing but the socket', () => {
  for (const command of ['DEL', 'GC'] as const)
    expect(
      parsed({ provide: 'nonsense', priority: [], daemonSocketPath: '/x' }, '', command).socketPath,
    ).toBe('/x');
});
