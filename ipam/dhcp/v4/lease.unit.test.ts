import fc from 'fast-check';
import { numberBytes } from '../bytes.ts';
import type { MachineSettings } from '../machine.ts';
import { settingsOf } from '../testMachine.ts';
import { parseLease } from './lease.ts';
import { Option } from './option.ts';
import { addresses, text, usualOptions } from './testServer.ts';

interface Case {
  address?: string;
  options?: Record<number, Uint8Array | undefined>;
  settings?: Partial<MachineSettings>;
}

/** The lease in usual options but for these. */
function lease({ address = '10.0.0.5', options = {}, settings = {} }: Case = {}) {
  const all = Object.entries({ ...usualOptions, ...options });
  const known = new Map(all.flatMap(([number, value]) => (value ? [[Number(number), value]] : [])));
  return parseLease({ address, server: '10.0.0.1', options: known }, 1000, settingsOf(settings));
}

const seconds = (number: number) => numberBytes(number, 4);

test('parseLease() tells all that was given', () => {
  const options = {
    [Option.mtu]: numberBytes(1400, 2),
    [Option.nameservers]: addresses('10.0.0.2', '10.0.0.3'),
    [Option.domainName]: text('example.com'),
    [Option.search]: Uint8Array.of(1, 97, 0, 1, 98, 0),
  };
  expect(lease({ options, settings: { random: () => 0 } })).toEqual({
    family: 4,
    address: '10.0.0.5/24',
    gateway: '10.0.0.1',
    routes: [{ dst: '0.0.0.0/0', gw: '10.0.0.1' }],
    mtu: 1400,
    dns: { nameservers: ['10.0.0.2', '10.0.0.3'], domain: 'example.com', search: ['a', 'b'] },
    server: '10.0.0.1',
    renewAt: 1000 + 1_800_000,
    rebindAt: 1000 + 3_150_000,
    expiresAt: 1000 + 3_600_000,
  });
});

test.each<[string, Case, string]>([
  ['no mask', { options: { 1: undefined } }, 'without a subnet mask (option 1)'],
  [
    'a mask with holes',
    { options: { 1: addresses('255.0.255.0') } },
    'with subnet mask 255.0.255.0 (option 1), which is none',
  ],
  [
    'no bit in the mask',
    { options: { 1: addresses('0.0.0.0') } },
    'with subnet mask 0.0.0.0 (option 1), which is none',
  ],
  [
    'a mask of three bytes',
    { options: { 1: Uint8Array.of(255, 255, 255) } },
    'with subnet mask 255.255.255 (option 1), which is none',
  ],
  ['no address', { address: '0.0.0.0' }, 'which no host can have'],
  ['a loopback address', { address: '127.0.0.1' }, 'which no host can have'],
  ['a group', { address: '224.0.0.5' }, 'which no host can have'],
  ['the broadcast address', { address: '255.255.255.255' }, 'which no host can have'],
  ["the network's own address", { address: '10.0.0.0' }, 'which is not a host of its network /24'],
  ["the network's broadcast address", { address: '10.0.0.255' }, 'which is not a host of its network /24'],
  ["the server's own address", { address: '10.0.0.1' }, 'which is its own address'],
  ['no time', { options: { 51: seconds(0) } }, 'for no time at all (option 51 is 0)'],
])('parseLease() refuses %s', (_, some, refused) => {
  expect(lease(some)).toEqual({ refused });
});

test.each([
  ['255.255.255.255', 32],
  ['255.255.255.254', 31],
  ['255.255.255.128', 25],
  ['255.0.0.0', 8],
  ['128.0.0.0', 1],
])('parseLease() reads mask %s as /%d', (mask, prefix) => {
  expect(lease({ options: { 1: addresses(mask) } })).toMatchObject({ address: `10.0.0.5/${prefix}` });
});

test.each<[string, Record<number, Uint8Array | undefined>, number[]]>([
  ['half and 7/8 of the lease', { 51: seconds(80) }, [40, 70, 80]],
  ['an hour where no time is told', { 51: undefined }, [1800, 3150, 3600]],
  ['an hour where three bytes tell it', { 51: Uint8Array.of(0, 0, 9) }, [1800, 3150, 3600]],
  ['T1 and T2 as told', { 51: seconds(80), 58: seconds(10), 59: seconds(20) }, [10, 20, 80]],
  ['T1 alone', { 51: seconds(80), 58: seconds(10) }, [10, 70, 80]],
  ['T2 alone', { 51: seconds(80), 59: seconds(20) }, [20, 20, 80]],
  ['neither if T1 is after T2', { 51: seconds(80), 58: seconds(30), 59: seconds(20) }, [40, 70, 80]],
  [
    'neither if T2 is not before the end',
    { 51: seconds(80), 58: seconds(30), 59: seconds(80) },
    [40, 70, 80],
  ],
  ['neither if T1 is 0', { 51: seconds(80), 58: seconds(0), 59: seconds(20) }, [40, 70, 80]],
  ['no end', { 51: seconds(0xffffffff), 58: seconds(10) }, [Infinity, Infinity, Infinity]],
  ['the longest that has an end', { 51: seconds(0xfffffffe) }, [2147483647, 3758096382.25, 4294967294]],
])('parseLease() takes for times: %s', (_, options, [t1 = 0, t2 = 0, end = 0]) => {
  expect(lease({ options, settings: { random: () => 0 } })).toMatchObject({
    renewAt: 1000 + t1 * 1000,
    rebindAt: 1000 + t2 * 1000,
    expiresAt: 1000 + end * 1000,
  });
});

test('parseLease() lets no two clients renew together: T1 is up to 1/16 earlier', () => {
  const renewAt = (random: number) =>
    lease({ options: { 51: seconds(3200) }, settings: { random: () => random } });
  expect(renewAt(0)).toMatchObject({ renewAt: 1000 + 1_600_000 });
  expect(renewAt(0xffffffff)).toMatchObject({ renewAt: 1000 + 1_500_000 });
});

test.each([
  [575, undefined],
  [576, 576],
  [65535, 65535],
  [68, undefined],
  [0, undefined],
])('parseLease() takes MTU %d for %d', (told, mtu) => {
  expect(lease({ options: { 26: numberBytes(told, 2) } })).toMatchObject({ ...(mtu ? { mtu } : {}) });
  expect('mtu' in lease({ options: { 26: numberBytes(told, 2) } })).toBe(mtu !== undefined);
});

test('parseLease() leaves out of DNS what no resolver should be given', () => {
  const options = {
    6: addresses('0.0.0.0', '10.0.0.2', '127.0.0.1', '224.0.0.1', '10.0.0.2', '255.255.255.255'),
    15: text('example.com\nnameserver 6.6.6.6'),
    119: Uint8Array.of(3, 97, 10, 98, 0),
  };
  expect(lease({ options })).toMatchObject({ dns: { nameservers: ['10.0.0.2'], search: [] } });
  expect(lease({ options: { 6: Uint8Array.of(10, 0, 0) } })).toMatchObject({ dns: { nameservers: [] } });
});

test('parseLease() with skipDefault uses nothing that was not asked for, whatever the server sends', () => {
  const options = { 6: addresses('10.0.0.2'), 26: numberBytes(1400, 2), 121: Uint8Array.of(0, 10, 0, 0, 1) };
  const bare = lease({ options, settings: { skipDefault: true } });
  expect(bare).toMatchObject({ address: '10.0.0.5/24', routes: [], dns: { nameservers: [], search: [] } });
  expect(bare).not.toHaveProperty('gateway');
  expect(bare).not.toHaveProperty('mtu');
  expect(lease({ options, settings: { skipDefault: true, request: [Option.routers] } })).toMatchObject({
    routes: [{ dst: '0.0.0.0/0', gw: '10.0.0.1' }],
  });
});

test('parseLease() ends on any options without throwing, and its times are in order', () => {
  const values = fc.array(
    fc.tuple(fc.constantFrom(1, 3, 6, 15, 26, 33, 51, 54, 58, 59, 119, 121), fc.uint8Array({ maxLength: 9 })),
  );
  fc.assert(
    fc.property(values, fc.ipV4(), (some, address) => {
      const found = lease({ address, options: Object.fromEntries(some) });
      if ('refused' in found) return;
      expect(found.renewAt).toBeGreaterThan(1000);
      expect(found.rebindAt).toBeGreaterThanOrEqual(found.renewAt);
      expect(found.expiresAt).toBeGreaterThanOrEqual(found.rebindAt);
    }),
  );
});
