import fc from 'fast-check';
import { type Cidr, parseCidr } from '../../../lib/net/cidr.ts';
import { joined } from '../bytes.ts';
import { Option } from './option.ts';
import { classlessRoutes, parseRoutes } from './routes.ts';
import { addresses } from './testServer.ts';

const own = parseCidr('10.0.0.5/24') as Cidr;
const routers = (...texts: string[]): [number, Uint8Array] => [Option.routers, addresses(...texts)];
const pairs = (...texts: string[]): [number, Uint8Array] => [Option.staticRoutes, addresses(...texts)];

/** "10.1.0.0/16 10.0.0.1" as option 121. */
function classless(...lines: string[]): [number, Uint8Array] {
  const parts = lines.map((line) => {
    const [destination = '', prefix = '', router = ''] = line.split(/[/ ]/);
    const bytes = addresses(destination).subarray(0, Math.ceil(Number(prefix) / 8));
    return joined(Uint8Array.of(Number(prefix)), bytes, addresses(router));
  });
  return [Option.classlessRoutes, joined(...parts)];
}

/** "10.0.0.0/8 10.1.2.3", and "default via" the gateway at the end. */
function told(...options: [number, Uint8Array][]): string[] {
  const { routes, gateway } = parseRoutes(new Map(options), own, 0);
  return [
    ...routes.map(({ dst, gw, scope }) => `${dst} ${gw}${scope ? ` scope ${scope}` : ''}`),
    `gateway ${gateway}`,
  ];
}

test('parseRoutes() gives option 33 the masks of its classes', () => {
  // DH-05
  expect(told(pairs('10.0.0.0', '10.1.2.3', '192.168.1.0', '192.168.2.3'))).toEqual([
    '10.0.0.0/8 10.1.2.3',
    '192.168.1.0/24 192.168.2.3',
    'gateway undefined',
  ]);
});

test.each([
  ['class B', pairs('172.16.0.0', '10.0.0.1'), ['172.16.0.0/16 10.0.0.1', 'gateway undefined']],
  [
    'a host where there are bits beyond the mask',
    pairs('10.1.2.3', '10.0.0.1'),
    ['10.1.2.3/32 10.0.0.1', 'gateway undefined'],
  ],
  ['no default route in option 33', pairs('0.0.0.0', '10.0.0.1'), ['gateway undefined']],
  ['no loopback', pairs('127.0.0.0', '10.0.0.1'), ['gateway undefined']],
  ['no group', pairs('224.0.0.0', '10.0.0.1'), ['gateway undefined']],
  ['no half a pair', pairs('10.0.0.0', '10.0.0.1', '11.0.0.0'), ['gateway undefined']],
  [
    'no bytes too many',
    [33, Uint8Array.of(10, 0, 0, 0, 10, 0, 0, 1, 9)] as [number, Uint8Array],
    ['gateway undefined'],
  ],
  ['the first router', routers('10.0.0.1', '10.0.0.2'), ['0.0.0.0/0 10.0.0.1', 'gateway 10.0.0.1']],
  [
    'the first router that can be one',
    routers('0.0.0.0', '127.0.0.1', '224.0.0.1', '255.255.255.255', '10.0.0.5', '10.0.0.2'),
    ['0.0.0.0/0 10.0.0.2', 'gateway 10.0.0.2'],
  ],
  [
    'no router that is the network or all of its hosts',
    routers('10.0.0.0', '10.0.0.255', '10.0.0.2'),
    ['0.0.0.0/0 10.0.0.2', 'gateway 10.0.0.2'],
  ],
  ['no router of three bytes', [3, Uint8Array.of(10, 0, 0)] as [number, Uint8Array], ['gateway undefined']],
])('parseRoutes() makes of options 33 and 3: %s', (_, option, expected) => {
  expect(told(option)).toEqual(expected);
});

test('parseRoutes() puts the routes of option 33 before the default route', () => {
  expect(told(routers('10.0.0.1'), pairs('172.16.0.0', '10.0.0.2'))).toEqual([
    '172.16.0.0/16 10.0.0.2',
    '0.0.0.0/0 10.0.0.1',
    'gateway 10.0.0.1',
  ]);
});

test('parseRoutes() with option 121 ignores 3 and 33', () => {
  expect(
    told(routers('10.0.0.1'), pairs('172.16.0.0', '10.0.0.2'), classless('192.168.0.0/16 10.0.0.3')),
  ).toEqual(['192.168.0.0/16 10.0.0.3', 'gateway undefined']);
});

test.each([
  ['the default route, and its gateway', ['0.0.0.0/0 10.0.0.1'], ['0.0.0.0/0 10.0.0.1', 'gateway 10.0.0.1']],
  [
    'every length of prefix',
    [
      '10.0.0.0/8 10.0.0.1',
      '10.17.0.0/16 10.0.0.1',
      '10.27.129.0/24 10.0.0.1',
      '10.229.0.128/25 10.0.0.1',
      '10.198.122.47/32 10.0.0.1',
    ],
    [
      '10.0.0.0/8 10.0.0.1',
      '10.17.0.0/16 10.0.0.1',
      '10.27.129.0/24 10.0.0.1',
      '10.229.0.128/25 10.0.0.1',
      '10.198.122.47/32 10.0.0.1',
      'gateway undefined',
    ],
  ],
  [
    'destinations without the bits beyond the mask',
    ['10.255.255.0/9 10.0.0.1'],
    ['10.128.0.0/9 10.0.0.1', 'gateway undefined'],
  ],
  [
    'routes on the link, first',
    ['0.0.0.0/0 10.9.0.1', '10.9.0.1/32 0.0.0.0'],
    ['10.9.0.1/32 0.0.0.0 scope 253', '0.0.0.0/0 10.9.0.1', 'gateway 10.9.0.1'],
  ],
  [
    'a default route on the link, without a gateway',
    ['0.0.0.0/0 0.0.0.0'],
    ['0.0.0.0/0 0.0.0.0 scope 253', 'gateway undefined'],
  ],
  [
    'a destination once',
    ['10.9.0.0/16 10.0.0.1', '10.9.0.0/16 10.0.0.2'],
    ['10.9.0.0/16 10.0.0.1', 'gateway undefined'],
  ],
  [
    'nothing of loopback, of nobody, by itself',
    ['127.0.0.0/8 10.0.0.1', '10.9.0.0/16 127.0.0.1', '10.8.0.0/16 239.1.1.1', '10.7.0.0/16 10.0.0.5'],
    ['gateway undefined'],
  ],
  [
    'nothing by the network or all of its hosts, but by hosts of others that end alike',
    ['10.9.0.0/16 10.0.0.255', '10.8.0.0/16 10.0.0.0', '10.7.0.0/16 10.0.1.255', '10.0.1.255/32 0.0.0.0'],
    ['10.0.1.255/32 0.0.0.0 scope 253', '10.7.0.0/16 10.0.1.255', 'gateway undefined'],
  ],
])('parseRoutes() makes of option 121: %s', (_, lines, expected) => {
  expect(told(classless(...lines))).toEqual(expected);
});

test.each([
  ['a prefix of 33', Uint8Array.of(33, 1, 2, 3, 4, 5, 10, 0, 0, 1)],
  ['a router past the end', Uint8Array.of(8, 10, 10, 0, 0)],
  ['a prefix alone', Uint8Array.of(0)],
  ['bytes after a route', Uint8Array.of(0, 10, 0, 0, 1, 24)],
  ['nothing', new Uint8Array()],
])('parseRoutes() goes by option 3 where option 121 has %s', (_, bytes) => {
  expect(classlessRoutes(bytes)).toBeUndefined();
  expect(told([Option.classlessRoutes, bytes], routers('10.0.0.1'))).toEqual([
    '0.0.0.0/0 10.0.0.1',
    'gateway 10.0.0.1',
  ]);
});

test('parseRoutes() of an address with 32 bits has its router on the link', () => {
  const { routes } = parseRoutes(new Map([routers('10.9.0.1')]), parseCidr('10.0.0.5/32') as Cidr, 0);
  expect(routes).toEqual([
    { dst: '10.9.0.1/32', gw: '0.0.0.0', scope: 253 },
    { dst: '0.0.0.0/0', gw: '10.9.0.1' },
  ]);
});

test('parseRoutes() puts the priority on every route', () => {
  const options = new Map([classless('0.0.0.0/0 10.0.0.1', '10.9.0.0/16 0.0.0.0')]);
  expect(parseRoutes(options, own, 50).routes.map(({ priority }) => priority)).toEqual([50, 50]);
});

test('parseRoutes() ends on any bytes, and all it tells are routes', () => {
  const some = fc.record(
    { 3: fc.uint8Array(), 33: fc.uint8Array(), 121: fc.uint8Array() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(some, (values) => {
      const options = new Map(Object.entries(values).map(([number, value]) => [Number(number), value]));
      for (const { dst, gw } of parseRoutes(options, own, 0).routes) {
        expect(parseCidr(dst)).toBeDefined();
        expect(parseCidr(`${gw}/32`)).toBeDefined();
      }
    }),
  );
});
