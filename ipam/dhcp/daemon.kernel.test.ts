/** The daemon's life: killed, started anew, told to end; and what plugins do while it is not there. */
import { existsSync, readdirSync } from 'node:fs';
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { addressesOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import { alone } from './testAlone.ts';
import { kea4 } from './testKea.ts';
import { bridgeNetwork, lan, start, startDaemon } from './testLan.ts';
import { dnsmasq } from './testServers.ts';

beforeAll(() => needs('dnsmasq', 'kea-dhcp4', 'perl'));

const kept = (host: Host) => readdirSync(host.outside('/run/cni/dhcp'));

test('a lease outlives a killed daemon, and the next one goes on with it by INIT-REBOOT', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await kea4(ground, 5, 9, 6);
  const container = await host.container();
  const network = bridgeNetwork(host);
  const first = await startDaemon(host);
  const result = await network.add(container);
  await first.end('KILL');
  expect(existsSync(host.outside('/run/cni/dhcp.sock'))).toBe(true);
  const second = await startDaemon(host);
  await eventually('the lease', () => second.said().includes('192.168.1.5/24 from'));
  await network.check(container, result);
  expect(await network.add({ ...container, netns: container.netns }, {}).catch(() => 'attached')).toBe(
    'attached',
  );
  await eventually(
    'a renewal',
    () => second.said().match(/\/24 from/g)?.length ?? 0,
    (count) => count >= 2,
    6000,
  );
  expect(server.said()).not.toContain('DHCP4_LEASE_EXPIRE');
  expect(await addressesOf(container, 'eth0')).toEqual(['192.168.1.5/24']);
});

test('DEL works while the daemon is down, and the lease is released when it is back', async () => {
  await using ground = await lan();
  const { host } = ground;
  // The way to the server, when the link is gone.
  await host.ok(['ip', 'address', 'add', '192.168.1.2/24', 'dev', 'lan0']);
  const server = await dnsmasq(ground, 5, 9);
  const container = await host.container();
  const network = bridgeNetwork(host);
  const first = await startDaemon(host);
  await network.add(container);
  await network.add(container, { ifName: 'eth1' });
  await first.end('TERM');
  await network.del(container);
  await network.del(container);
  await network.del(container, { ifName: 'eth1' });
  await container.remove();
  expect(server.leases().trim().split('\n')).toHaveLength(2);
  await startDaemon(host);
  await eventually('the release', () => server.leases() === '' && kept(host).length === 0);
});

test('GC leaves orders too, and STATUS says that the daemon is not there', async () => {
  await using ground = await lan();
  const { host } = ground;
  await host.ok(['ip', 'address', 'add', '192.168.1.2/24', 'dev', 'lan0']);
  const server = await dnsmasq(ground, 5, 9);
  const [one, other] = [await host.container(), await host.container()];
  const network = bridgeNetwork(host);
  const first = await startDaemon(host);
  await network.status();
  await network.add(one);
  await network.add(other);
  await first.end();
  expect(await network.refused('STATUS', undefined)).toMatchObject({
    code: 50,
    msg: expect.stringContaining('not running'),
  });
  await network.gc([one.id]);
  await startDaemon(host);
  await eventually(
    'one lease',
    () => server.leases().trim().split('\n').length === 1 && kept(host).length === 1,
  );
  await network.status();
});

test('a lease whose namespace is gone is given back, not kept alive', async () => {
  await using ground = await lan();
  const { host } = ground;
  await host.ok(['ip', 'address', 'add', '192.168.1.2/24', 'dev', 'lan0']);
  const server = await kea4(ground, 5, 9, 4);
  const daemon = await startDaemon(host);
  const container = await host.container();
  await bridgeNetwork(host).add(container);
  await container.remove();
  await eventually('it to be noticed', () => daemon.said().includes('given back'), Boolean, 8000);
  expect(server.said()).toContain('DHCP4_RELEASE');
  expect(kept(host)).toEqual([]);
});

test('a daemon that is told to end gives back what it is only acquiring', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dnsmasq(ground, 5, 9);
  const daemon = await startDaemon(host);
  // Nobody gives an IPv6 address: the ADD goes on waiting for one.
  const refused = bridgeNetwork(host, { ipv6: true }).refused('ADD', await host.container());
  await eventually('the IPv4 address', () => server.leases() !== '');
  await daemon.end('TERM');
  await refused;
  await eventually('the release', () => server.leases() === '');
  expect(kept(host)).toEqual([]);
});

test('leases are kept where nobody reads any more what the daemon says', async () => {
  await using ground = await lan();
  const { host } = ground;
  await dnsmasq(ground, 5, 9);
  const words = `${pluginsUnderTest}/dhcp daemon 2>&1 >/dev/null | head -n1`;
  const daemon = await start(host, host, ['sh', '-c', words]);
  await eventually('the daemon', () => daemon.said().includes('listening'));
  const container = await host.container();
  const result = await bridgeNetwork(host).add(container);
  expect(kept(host)).toHaveLength(1);
  await bridgeNetwork(host).check(container, result);
});

test('DEL that does not get through to a stopped daemon is carried out when that goes on', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dnsmasq(ground, 5, 9);
  const daemon = await startDaemon(host);
  const { network, container } = await alone(ground);
  await network.add(container);
  await host.ok(['kill', '-STOP', daemon.pid]);
  // As many callers as the kernel lets wait.
  const crowd = `for (;;) { socket(my $s, PF_UNIX, SOCK_STREAM, 0); $s->blocking(0);
    connect($s, pack_sockaddr_un("/run/cni/dhcp.sock")) or last; push @all, $s } print STDERR "full $!"; sleep 60`;
  const callers = await start(host, host, ['perl', '-MSocket', '-MIO::Handle', '-e', crowd]);
  await eventually('no place to be left', () => callers.said().includes('full Resource temporarily'));
  await network.del(container);
  expect(kept(host)).toHaveLength(2);
  await callers.end('KILL');
  await host.ok(['kill', '-CONT', daemon.pid]);
  await eventually('the release', () => server.leases() === '' && kept(host).length === 0, Boolean, 8000);
});
