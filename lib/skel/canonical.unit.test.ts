import type { IpConfig, Result, Route } from '../spec/result.ts';
import { canonicalResult } from './canonical.ts';

const ipOf = (ip: IpConfig) => canonicalResult({ cniVersion: '1.1.0', ips: [ip] }).ips?.[0];
const routeOf = (route: Route) => canonicalResult({ cniVersion: '1.1.0', routes: [route] }).routes?.[0];

describe('canonicalResult()', () => {
  test.each<[IpConfig, IpConfig]>([
    [{ address: 'FD00:0:0::0005/64' }, { address: 'fd00::5/64' }],
    [
      { address: 'fd00:a:0:0:0:0:0:3/64', gateway: 'FD00:A:0::1', interface: 2 },
      { address: 'fd00:a::3/64', gateway: 'fd00:a::1', interface: 2 },
    ],
    [
      { address: 'FD00::5/64', gateway: 'FE80::0001' },
      { address: 'fd00::5/64', gateway: 'fe80::1' },
    ],
    [
      { address: '10.1.2.3/24', gateway: '::FFFF:10.1.2.1' },
      { address: '10.1.2.3/24', gateway: '10.1.2.1' },
    ],
  ])('spells address and gateway as the kernel does: %j', (given, canonical) => {
    expect(ipOf(given)).toEqual(canonical);
  });

  test.each<[Route, Route]>([
    [{ dst: '0::0/0' }, { dst: '::/0' }],
    [
      { dst: '2001:DB8:0::/32', gw: 'FD00:0::1', mtu: 1400 },
      { dst: '2001:db8::/32', gw: 'fd00::1', mtu: 1400 },
    ],
    [
      { dst: '10.9.0.0/16', gw: '::ffff:10.1.2.1' },
      { dst: '10.9.0.0/16', gw: '10.1.2.1' },
    ],
    // As the kernel does: host bits of IPv6 are ignored.
    [{ dst: '2001:db8::5/64' }, { dst: '2001:db8::/64' }],
    [{ dst: '::5/0' }, { dst: '::/0' }],
    [{ dst: '2001:DB8::5/128' }, { dst: '2001:db8::5/128' }],
  ])('spells destination and gateway as the kernel does: %j', (given, canonical) => {
    expect(routeOf(given)).toEqual(canonical);
  });

  test.each<Route>([
    // The kernel refuses it, and is to be asked for what was configured.
    { dst: '10.9.0.5/16' },
    { dst: '10.9.0.0/16', gw: '10.1.2.1', priority: 7, table: 100 },
    { dst: '::ffff:10.9.0.0/112', gw: '::ffff:10.1.2.1' },
  ])('leaves the route %j as it is', (route) => {
    expect(routeOf(route)).toEqual(route);
  });

  test('leaves an IPv4-mapped address with prefix length as it is, and its gateway with it', () => {
    const mapped = { address: '::FFFF:10.1.2.3/120', gateway: '::FFFF:10.1.2.1' };
    expect(ipOf(mapped)).toEqual(mapped);
  });

  test('leaves all else as it is, and adds nothing', () => {
    const result: Result = {
      cniVersion: '1.1.0',
      interfaces: [{ name: 'eth0', mac: '0A:58:0A:01:02:03' }],
      ips: [{ address: '10.1.2.3/24' }],
      routes: [{ dst: '0.0.0.0/0' }],
      dns: { nameservers: ['FD00:0::53'] },
    };
    expect(JSON.stringify(canonicalResult(result))).toBe(JSON.stringify(result));
    expect(canonicalResult({ cniVersion: '1.1.0' })).toEqual({ cniVersion: '1.1.0' });
  });
});
