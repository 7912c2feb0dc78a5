import { routeWords } from '../ops/wholeRoute.ts';
import { wholeRoutes } from './observeRoutes.ts';

/** A route as `ip -4 -Numeric -json -details` prints it. */
const route = (more: object) => ({
  ...{ type: '1', dst: '10.9.0.0/16', dev: 'eth0', table: '254', protocol: '3', scope: '0', flags: [] },
  ...more,
});
const words = (more: object, family: 4 | 6 = 4) => {
  const [found] = wholeRoutes(family, [route(more)]);
  return found?.attributes && routeWords(found, 100).join(' ');
};

describe('wholeRoutes()', () => {
  test.each<[object, string]>([
    [{ scope: '253', prefsrc: '10.9.0.2' }, '10.9.0.0/16 dev eth0 proto 3 scope 253 src 10.9.0.2 table 100'],
    [
      { gateway: '10.0.0.1', flags: ['onlink', 'linkdown'], tos: '0x10', metric: 5 },
      '10.9.0.0/16 via 10.0.0.1 dev eth0 onlink tos 0x10 proto 3 scope 0 metric 5 table 100',
    ],
    [
      { via: { family: 'inet6', host: 'fe80::1' }, flow: { from: '3', to: '4' } },
      '10.9.0.0/16 via inet6 fe80::1 dev eth0 proto 3 scope 0 realms 3/4 table 100',
    ],
    [
      { metrics: [{ mtu: 1400, advmss: 1300, congestion: 'reno' }] },
      '10.9.0.0/16 dev eth0 proto 3 scope 0 mtu 1400 advmss 1300 congctl reno table 100',
    ],
    [
      {
        dev: undefined,
        nexthops: [
          { gateway: '10.0.0.1', dev: 'eth0', weight: 3, flags: [] },
          { dev: 'eth1', weight: 1, flags: ['onlink'] },
        ],
      },
      '10.9.0.0/16 proto 3 scope 0 table 100 nexthop via 10.0.0.1 dev eth0 weight 3 nexthop dev eth1 onlink weight 1',
    ],
  ])('says %j again', (more, said) => {
    expect(words(more)).toBe(said);
  });

  test('leaves scope to IPv4, and metric and preference to IPv6', () => {
    const more = { dst: 'default', gateway: 'fe80::1', metric: 1024, pref: 'high', from: 'fd00::/64' };
    expect(words(more, 6)).toBe(
      'default via fe80::1 dev eth0 from fd00::/64 proto 3 metric 1024 pref high table 100',
    );
  });

  test.each([
    { encap: 'mpls' },
    { nhid: 7, nh_info: { id: 7 } },
    { metrics: [{ rtt: 5 }] },
    { flags: ['dead'] },
    { type: '6' },
    { dev: undefined, nexthops: [{ dev: 'eth0', encap: 'ip' }] },
  ])('does not say %j, and still tells its table and links', (more) => {
    const [found] = wholeRoutes(4, [route(more)]);
    expect(found).toMatchObject({ table: 254, links: ['eth0'], protocol: 3 });
    expect(found).not.toHaveProperty('attributes');
  });

  test('knows what a router has announced', () => {
    const announced = [{ protocol: '9' }, { expires: 99 }, { protocol: '9', encap: 'x' }, {}];
    expect(wholeRoutes(6, announced.map(route)).map((one) => one.announced)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('takes an answer that is none for no routes', () => {
    expect(wholeRoutes(4, undefined)).toEqual([]);
  });
});
