import { flagIn, inner, listIn, needed, numberIn, printed, textIn } from './members.ts';
import { linkFacts } from './observe.ts';

test('printed() takes objects and nothing else', () => {
  expect(printed({ ifname: 'eth0' })).toEqual({ ifname: 'eth0' });
  for (const json of [null, [], 'eth0']) expect(() => printed(json)).toThrow('unexpected answer');
});

test('members are read as what they are', () => {
  const json = { ifname: 'eth0', mtu: 1500, root: true, flags: ['UP'], linkinfo: { info_kind: 'veth' } };
  expect(textIn(json, 'ifname')).toBe('eth0');
  expect(numberIn(json, 'mtu')).toBe(1500);
  expect(flagIn(json, 'root')).toBe(true);
  expect(listIn(json, 'flags')).toEqual(['UP']);
  expect(inner(json, 'linkinfo')).toEqual({ info_kind: 'veth' });
});

test.each([{}, { key: null }])('in %j the member "key" is absent', (json) => {
  expect(textIn(json, 'key')).toBeUndefined();
  expect(numberIn(json, 'key')).toBeUndefined();
  expect(flagIn(json, 'key')).toBe(false);
  expect(listIn(json, 'key')).toEqual([]);
  expect(inner(json, 'key')).toEqual({});
  expect(() => needed(textIn(json, 'key'), 'key')).toThrow('unexpected answer: "key"');
});

test.each([
  ['textIn()', textIn, 1],
  ['numberIn()', numberIn, {}],
  ['flagIn()', flagIn, 'true'],
  ['listIn()', listIn, {}],
  ['inner()', inner, []],
] as const)('%s refuses a member of another kind', (_, read, value) => {
  expect(() => read({ key: value }, 'key')).toThrow('unexpected answer');
});

test('linkFacts() reads a fallback tunnel, "tunl0@NONE", which stands on null', () => {
  const tunnel = { ifindex: 2, link: null, ifname: 'tunl0', flags: ['NOARP'], mtu: 1480, operstate: 'DOWN' };
  const facts = linkFacts([{ ...tunnel, linkinfo: { info_kind: 'ipip', info_data: null } }]);
  expect(facts).toMatchObject({ name: 'tunl0', kind: 'ipip', data: {} });
  expect(facts).not.toHaveProperty('parent');
});
