/** What the example of dhcp shows: a server on the host's uplink, and the daemon on the host. */
import { existsSync } from 'node:fs';
import { eventually } from '../../../lib/testing/eventually.ts';
import { addressesOf, defaultRoutes } from '../../../lib/testing/links.ts';
import type { Host } from '../../../lib/testing/throwawayHost.ts';
import { type Attached, bare, ping } from '../example.ts';
import { uplink } from './links.ts';

const server = [
  'dnsmasq --no-ping --port=0 --conf-file=/dev/null --user=root --interface=lan0 --leasefile-ro --pid-file=/run/dnsmasq.pid',
  '--dhcp-authoritative --enable-ra --dhcp-range=192.168.8.100,192.168.8.150,10m --dhcp-range=fd00:8::100,fd00:8::1ff,64,10m',
  '--dhcp-option=6,192.168.8.1 --dhcp-option=119,containers.example',
].join(' ');

/** The router of the uplink gives addresses, and the daemon listens. */
export async function dhcpOnTheUplink(host: Host): Promise<void> {
  await uplink(host);
  await host.ok(['ip', 'netns', 'exec', 'lan', 'sh', '-ec', server]);
  await host.ok(['sh', '-c', '/opt/cni/bin/dhcp daemon >/run/dhcp.log 2>&1 &']);
  await eventually('the daemon', () => existsSync(host.outside('/run/cni/dhcp.sock')));
}

/** Addresses, routes and name servers that somebody else has chosen. */
export async function leasedAddresses({ one, result, two, other }: Attached): Promise<void> {
  expect(result.ips?.map(({ address }) => address)).toEqual([
    expect.stringMatching(/^192\.168\.8\.1\d\d\/24$/),
    expect.stringMatching(/^fd00:8::1[0-9a-f]{2}\/128$/),
  ]);
  expect(result.dns).toMatchObject({
    nameservers: expect.arrayContaining(['192.168.8.1']),
    search: ['containers.example'],
  });
  expect(await addressesOf(one, 'eth0')).toEqual(
    expect.arrayContaining(result.ips?.map(({ address }) => address) ?? []),
  );
  await eventually(
    'the router',
    () => defaultRoutes(one),
    (routes) => routes.length === 2,
  );
  for (const ip of ['192.168.8.1', 'fd00:8::1', ...bare(other)]) await ping(one, ip);
  await ping(two, '192.168.8.1');
}
