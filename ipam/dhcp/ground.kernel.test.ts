/** What the daemon does while it cannot find out whether the interfaces of its leases are there. */
import { readdirSync } from 'node:fs';
import { eventually } from '../../lib/testing/eventually.ts';
import { needs } from '../../lib/testing/needs.ts';
import { bridgeNetwork, lan, startDaemon } from './testLan.ts';
import { dnsmasq } from './testServers.ts';

beforeAll(() => needs('dnsmasq'));

test('without an "ip" that works no lease of a living container is given up', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dnsmasq(ground, 5, 5);
  const first = await startDaemon(host);
  const container = await host.container();
  const result = await bridgeNetwork(host).add(container);
  await first.end('KILL');
  await host.ok(['sh', '-ec', 'mount --bind /bin/false "$(readlink -f "$(command -v ip)")"']);
  const second = await startDaemon(host);
  await eventually('two tries', () => (second.said().match(/cannot send/g)?.length ?? 0) >= 2);
  expect(second.said()).not.toContain('given');
  await host.ok(['sh', '-ec', 'umount "$(readlink -f "$(command -v ip)")"']);
  await eventually('the lease', () => second.said().includes('192.168.1.5/24 from'), Boolean, 10_000);
  const kept = readdirSync(host.outside('/run/cni/dhcp')).filter((name) => name.endsWith('.json'));
  expect([server.leases().trim().split('\n').length, kept.length]).toEqual([1, 1]);
  await bridgeNetwork(host).check(container, result);
});
