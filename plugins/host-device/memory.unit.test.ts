import fc from 'fast-check';
import { ownerLabel } from '../../lib/plan/owner.ts';
import { ipLine } from '../../lib/plan/render.ts';
import { aLink } from '../../lib/testing/planFixtures.ts';
import { deviceLabel, memoryOf, remembered, rememberedByOthers, remembering } from './memory.ts';

const owner = { plugin: 'host-device', network: 'mynet', containerId: '2e34dcf34', ifName: 'eth0' };
const was = { up: true, promisc: false, mtu: 1500 };

const letters = 'abcxyz019'.split('');
const identifier = (max: number) =>
  fc.string({ unit: fc.constantFrom(...letters, '_', '.', '-'), maxLength: max }).map((rest) => `a${rest}`);
const ifName = fc
  .string({ unit: fc.constantFrom(...letters, '_', '.', '=', ',', '~'), minLength: 1, maxLength: 14 })
  .map((rest) => `e${rest}`);
const anOwner = fc.record({
  plugin: fc.constant('host-device'),
  network: identifier(80),
  containerId: identifier(100),
  ifName,
});
const aMemory = fc.record({
  name: ifName,
  was: fc.record({ up: fc.boolean(), promisc: fc.boolean(), mtu: fc.nat({ max: 2 ** 31 - 1 }) }),
});

test('remembering() writes owner, name and state, in plain words', () => {
  expect(remembering(owner, { name: 'ens1', was })).toBe(
    'weft:host-device:mynet:2e34dcf34:eth0:ens1:up:1500',
  );
  expect(remembering(owner, { name: 'ens1', was: { up: false, promisc: true, mtu: 9000 } })).toBe(
    'weft:host-device:mynet:2e34dcf34:eth0:ens1:down+p:9000',
  );
});

test('remembered() reads what remembering() wrote, whatever the names, from at most 127 bytes in one word', () => {
  fc.assert(
    fc.property(anOwner, aMemory, (anyOwner, memory) => {
      const alias = remembering(anyOwner, memory);
      expect(remembered(alias)).toEqual(memory);
      expect(alias.startsWith(deviceLabel(anyOwner))).toBe(true);
      expect(Buffer.byteLength(alias)).toBeLessThanOrEqual(127);
      expect(ipLine([alias])).toBe(alias);
    }),
  );
});

test('deviceLabel() of one attachment is no beginning of that of another', () => {
  const other = { ...owner, ifName: 'eth01' };
  expect(remembering(other, { name: 'ens1', was }).startsWith(deviceLabel(owner))).toBe(false);
});

test.each([
  '',
  'ens1',
  'uplink to rack 3',
  ownerLabel(owner),
  'weft:host-device:mynet:c:eth0:a b:up:1500',
  'weft:host-device:mynet:c:eth0:ens1:up:x',
])('remembered() reads nothing out of %j', (alias) => {
  expect(remembered(alias)).toBeUndefined();
});

test('rememberedByOthers() takes an alias that is a name, and no other', () => {
  expect(rememberedByOthers('ens1')).toEqual({ name: 'ens1' });
  for (const alias of ['', 'uplink to rack 3', remembering(owner, { name: 'ens1', was })])
    expect(rememberedByOthers(alias)).toBeUndefined();
});

test('memoryOf() is the link as it is, or as it was before it came back by itself', () => {
  expect(memoryOf(aLink({ name: 'ens1', alias: 'ours' }))).toEqual({ name: 'ens1', was });
  const alias = remembering(owner, { name: 'ens1', was: { ...was, mtu: 9000 } });
  expect(memoryOf(aLink({ name: 'eth0', up: false, alias }))).toEqual({
    name: 'ens1',
    was: { ...was, mtu: 9000 },
  });
});
