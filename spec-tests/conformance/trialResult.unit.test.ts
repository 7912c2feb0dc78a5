import { legible, withoutNulls } from './trialResult.ts';

test('members that are null are left out at any depth', () => {
  const printed = { routes: null, ips: [{ address: '10.1.2.3/24', gateway: null }], dns: { domain: null } };
  expect(Object.entries(withoutNulls(printed))).toEqual([
    ['ips', [{ address: '10.1.2.3/24' }]],
    ['dns', {}],
  ]);
});

test('lists keep their length, and what is printed stays as it was', () => {
  const printed = { interfaces: [null, { name: 'eth0', mac: null }] };
  expect(withoutNulls(printed)).toEqual({ interfaces: [null, { name: 'eth0' }] });
  expect(printed.interfaces[1]).toEqual({ name: 'eth0', mac: null });
});

test.each([0, '', false, null, undefined, []])('%j stays as it is', (value) => {
  expect(withoutNulls(value)).toEqual(value);
});

test('legible() takes what is no list for absent, and what is no object for one that says nothing', () => {
  const printed = {
    cniVersion: '1.0.0',
    ips: {},
    routes: 'none',
    interfaces: ['eth0', null, { name: 'eth0' }, []],
  };
  expect(legible(printed as never)).toEqual({
    cniVersion: '1.0.0',
    interfaces: [{}, {}, { name: 'eth0' }, {}],
  });
});
