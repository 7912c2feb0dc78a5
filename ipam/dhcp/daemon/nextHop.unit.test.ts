import { nextHop, type Way } from './nextHop.ts';

const lease = (some: Partial<Way> = {}): Way => ({ address: '192.168.1.5/24', routes: [], ...some });
const route = (dst: string, gw: string) => ({ dst, gw });
const byDefault = { routes: [route('0.0.0.0/0', '192.168.1.1')], gateway: '192.168.1.1' };
/** Option 121 without a default route. */
const narrow = {
  routes: [route('10.0.0.0/8', '192.168.1.2'), route('10.7.0.0/16', '192.168.1.3')],
  gateway: '192.168.1.1',
};
const onLink = { routes: [{ ...route('10.7.0.0/24', '0.0.0.0'), scope: 253 }, ...byDefault.routes] };

test.each([
  ['nothing is leased', '10.7.0.1', undefined, '10.7.0.1'],
  ['it is in the subnet', '192.168.1.9', lease(byDefault), '192.168.1.9'],
  ['the default route leads there', '10.7.0.1', lease(byDefault), '192.168.1.1'],
  ['a route leads there and there is none by default', '10.9.0.1', lease(narrow), '192.168.1.2'],
  ['two routes lead there', '10.7.0.1', lease(narrow), '192.168.1.3'],
  ['a route without gateway leads there', '10.7.0.1', lease(onLink), '10.7.0.1'],
  ['no route leads there', '172.16.0.1', lease({ ...narrow, relay: '192.168.1.4' }), '192.168.1.1'],
  ['there is neither route nor router', '10.7.0.1', lease({ relay: '192.168.1.4' }), '192.168.1.4'],
  [
    'it was leased in the subnet by way of a relay',
    '192.168.1.9',
    lease({ relay: '10.1.1.1' }),
    '192.168.1.9',
  ],
  ['nothing is known', '10.7.0.1', lease(), '10.7.0.1'],
])('the next hop to a server when %s', (_, server, from, expected) => {
  expect(nextHop(server, from)).toBe(expected);
});
