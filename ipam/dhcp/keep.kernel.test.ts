/** Leases of seconds, kept for real: renewed, rebound, lost and found again. */
import { eventually } from '../../lib/testing/eventually.ts';
import { addressesOf, defaultRoutes } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { kea4 } from './testKea.ts';
import { bridgeNetwork, type Lan, lan, startDaemon } from './testLan.ts';
import { dhcpd, type Server } from './testServers.ts';

beforeAll(() => needs('dhcpd', 'kea-dhcp4'));

const address = (container: Container) => addressesOf(container, 'eth0');

test('a lease of Kea is renewed at half its time, and nothing in the container is touched', async () => {
  await using ground = await lan();
  const server = await kea4(ground, 5, 9, 6);
  const daemon = await startDaemon(ground.host);
  const container = await ground.host.container();
  const result = await bridgeNetwork(ground.host).add(container);
  const before = await container.ok(['ip', '-4', 'address', 'show', 'dev', 'eth0']);
  const renewals = () => daemon.said().match(/ 192\.168\.1\.5\/24 from/g)?.length ?? 0;
  await eventually('two renewals', renewals, (count) => count >= 3, 12_000);
  expect((await container.ok(['ip', '-4', 'address', 'show', 'dev', 'eth0'])).stdout).toBe(before.stdout);
  expect(server.said()).not.toContain('DHCP4_LEASE_EXPIRE');
  await bridgeNetwork(ground.host).check(container, result);
  // 15.3, plugins#450: tuning gives the interface another MAC afterwards.
  await container.ok(['ip', 'link', 'set', 'eth0', 'address', '02:00:00:00:00:77']);
  const soFar = renewals();
  await eventually('one more', renewals, (count) => count > soFar, 12_000);
  expect(daemon.said()).not.toContain('lost');
});

// Rebinding: v4/wire.kernel.
test('a server that was away at the time of renewal is found again before the lease is over', async () => {
  await using ground = await lan();
  const server = await dhcpd(ground, 5, 9, 8);
  const daemon = await startDaemon(ground.host);
  const container = await ground.host.container();
  await bridgeNetwork(ground.host).add(container);
  const before = await address(container);
  await server.end('KILL');
  await eventually(
    'the first try of a renewal',
    async () => Date.now() > renewalOf(daemon.said()),
    Boolean,
    8000,
  );
  await dhcpd(ground, 5, 9, 8);
  const bound = () => daemon.said().match(/\/24 from/g)?.length ?? 0;
  await eventually('a renewal', bound, (count) => count >= 2, 10_000);
  expect(await address(container)).toEqual(before);
  expect(daemon.said()).not.toContain('lost');
});

// The reference's L16.
test('a server that refuses the renewal takes the address away, and the next one is configured', async () => {
  await using ground = await lan();
  const server = await kea4(ground, 5, 5, 6);
  const daemon = await startDaemon(ground.host);
  const container = await ground.host.container();
  await bridgeNetwork(ground.host).add(container);
  expect(await address(container)).toEqual(['192.168.1.5/24']);
  const other = await forgetful(ground, server, 20);
  await becomes(container, '192.168.1.20/24');
  expect(daemon.said()).toContain('lost');
  expect(await defaultRoutes(container)).toEqual(['192.168.1.1']);
  expect((await container.run(['ping', '-c', '1', '-W', '2', '192.168.1.1'])).exitCode).toBe(0);
  // The same after a restart of the daemon, which asks by INIT-REBOOT.
  await daemon.end('KILL');
  await forgetful(ground, other, 30);
  const next = await startDaemon(ground.host);
  await becomes(container, '192.168.1.30/24');
  expect(next.said()).toContain('refused 192.168.1.20');
  expect(await defaultRoutes(container)).toEqual(['192.168.1.1']);
});

/** Another server in place of one, which knows nothing of its leases and has one address to give. */
async function forgetful(ground: Lan, server: Server, only: number): Promise<Server> {
  await server.end();
  await ground.host.ok(['rm', '-f', '/run/kea4.csv']);
  return kea4(ground, only, only, 6);
}

function becomes(container: Container, cidr: string): Promise<string> {
  const seen = async () => (await address(container)).join();
  return eventually('the other address', seen, (now) => now === cidr, 12_000);
}

// The reference's L14.
test('a lease that runs out is taken from the interface, and found again when the server is back', async () => {
  await using ground = await lan();
  const server = await dhcpd(ground, 5, 5, 3);
  const daemon = await startDaemon(ground.host);
  const container = await ground.host.container();
  const network = bridgeNetwork(ground.host);
  const result = await network.add(container);
  await server.end('KILL');
  await eventually(
    'the end of the lease',
    () => address(container),
    (seen) => seen.length === 0,
    8000,
  );
  const { msg } = await network.refused('CHECK', container, { prevResult: result });
  expect(msg).toContain('nothing is leased');
  const itself = new PluginNetwork(ground.host, { type: 'dhcp', ipam: { type: 'dhcp' } });
  const again = await itself.refused('ADD', container);
  expect(again).toMatchObject({ code: 11, msg: expect.stringContaining('the lease was lost') });
  await dhcpd(ground, 5, 5, 3);
  await eventually(
    'the address again',
    () => address(container),
    (seen) => seen.length > 0,
    12_000,
  );
  expect(daemon.said()).toContain('lost');
});

/** When the lease that the daemon spoke of first is to be renewed: half way. */
function renewalOf(said: string): number {
  const until = Date.parse(/until (\S+)/.exec(said)?.[1] ?? '');
  return until - 4000 + 200;
}
