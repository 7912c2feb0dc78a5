/** Where the daemon listens: a socket of its own, or one of systemd's. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { needs } from '../../lib/testing/needs.ts';
import { bridgeNetwork, lan, start, startDaemon } from './testLan.ts';
import { dnsmasq } from './testServers.ts';

beforeAll(() => needs('dnsmasq', 'perl'));

test('a second daemon takes neither socket nor pidfile from the first; SIGTERM removes socket and pidfile', async () => {
  await using ground = await lan();
  const { host } = ground;
  const first = await startDaemon(host, '--pidfile=/run/dhcp.pid');
  const modes = ['.sock', ''].map((end) => statSync(host.outside(`/run/cni/dhcp${end}`)).mode & 0o777);
  expect(modes).toEqual([0o660, 0o700]);
  expect(host.read('/run/dhcp.pid')).toBe(first.pid);
  const second = await host.run([`${pluginsUnderTest}/dhcp`, 'daemon', '--pidfile=/run/dhcp.pid']);
  expect([second.exitCode, second.stderr]).toEqual([
    1,
    expect.stringContaining('another daemon listens there'),
  ]);
  expect(host.read('/run/dhcp.pid')).toBe(first.pid);
  // Nor the leases, where nobody can see that the first one listens.
  await host.ok(['mv', '/run/cni/dhcp.sock', '/run/moved']);
  const third = await host.run([`${pluginsUnderTest}/dhcp`, 'daemon']);
  expect([third.exitCode, third.stderr]).toEqual([1, expect.stringContaining('keeps the leases')]);
  await host.ok(['mv', '/run/moved', '/run/cni/dhcp.sock']);
  await first.end('TERM');
  expect(['/run/cni/dhcp.sock', '/run/dhcp.pid'].filter((path) => existsSync(host.outside(path)))).toEqual(
    [],
  );
});

test('a socket that systemd has opened is used, and left to it', async () => {
  await using ground = await lan();
  const { host } = ground;
  const activate = `$^F = 9;
    socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, pack_sockaddr_un("/run/dhcp.sock")); listen(S, 5);
    POSIX::dup2(fileno(S), 3); $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$; exec @ARGV`;
  const words = [`${pluginsUnderTest}/dhcp`, 'daemon', '-hostprefix', '/run', '-socketpath=/none.sock'];
  const daemon = await start(host, host, ['perl', '-MSocket', '-MPOSIX', '-e', activate, ...words]);
  await eventually('the daemon', () => daemon.said().includes('listening'));
  await bridgeNetwork(host, { daemonSocketPath: '/run/dhcp.sock' }).status();
  await daemon.end();
  expect(existsSync(host.outside('/run/dhcp.sock'))).toBe(true);
});

test('in a container it finds socket and namespaces below -hostprefix', async () => {
  await using ground = await lan();
  const { host } = ground;
  await dnsmasq(ground, 5, 9);
  await host.ok(['sh', '-ec', 'mkdir -p /run/root/run/netns; mount --rbind /run/netns /run/root/run/netns']);
  const daemon = await start(host, host, [`${pluginsUnderTest}/dhcp`, 'daemon', '-hostprefix', '/run/root']);
  await eventually('the daemon', () => daemon.said().includes('/run/root/run/cni/dhcp.sock'));
  const container = await host.container();
  const network = bridgeNetwork(host, { daemonSocketPath: '/run/root/run/cni/dhcp.sock' });
  expect((await network.add(container)).ips).toHaveLength(1);
  await network.del(container);
});

test('of a crowd everybody gets an address of his own, and nothing is left in the daemon', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dnsmasq(ground, 10, 99);
  const daemon = await startDaemon(host);
  const network = bridgeNetwork(host);
  const descriptors = () => readdirSync(host.outside(`/proc/${daemon.pid}/fd`)).length;
  const before = descriptors();
  const crowd = await Promise.all(Array.from({ length: 10 }, () => host.container()));
  const results = await Promise.all(crowd.map((container) => network.add(container)));
  expect(new Set(results.map(({ ips }) => ips?.[0]?.address)).size).toBe(crowd.length);
  await eventually('its sockets to be closed', descriptors, (now) => now <= before + 2);
  await Promise.all(crowd.map((container) => network.del(container)));
  expect(server.leases()).toBe('');
});
