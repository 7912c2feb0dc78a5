/** Others on the link: one who has the address already, and a server that lies. */
import { eventually } from '../../lib/testing/eventually.ts';
import { addressesOf, defaultRoutes } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { bridgeNetwork, type Lan, lan, start, startDaemon } from './testLan.ts';
import { dhcpd, dnsmasq } from './testServers.ts';
import { dump } from './v4/testDump.ts';

beforeAll(() => needs('dnsmasq', 'dhcpd', 'tcpdump'));

const program = new URL('./testHostileServer.ts', import.meta.url).pathname;
const tsx = new URL('../../node_modules/.bin/tsx', import.meta.url).pathname;

async function hostileServer({ host, server }: Lan, ...words: string[]) {
  await server.ok(['ip', 'route', 'add', '255.255.255.255', 'dev', 'eth0']);
  const running = await start(host, server, ['env', `PATH=${process.env.PATH}`, tsx, program, ...words]);
  await eventually('the server', () => running.said().includes('ready'), Boolean, 15_000);
  return running;
}

test('an address that somebody has is declined, and another one is taken', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dhcpd(ground, 5, 6, 60);
  const seen = await dump(ground);
  await startDaemon(host);
  const squatter = await host.container('squatter');
  await host.ok(['sh', '-ec', 'ip link add port1 master lan0 up type veth peer name eth0 netns squatter']);
  const taken = '192.168.1.5/24 192.168.1.6/24';
  await squatter.ok([
    'sh',
    '-ec',
    `for a in ${taken}; do ip address add $a dev eth0; done; ip link set eth0 up`,
  ]);
  const container = await host.container();
  const pending = bridgeNetwork(host).add(container);
  await eventually('the first DECLINE', () => server.said().includes('DHCPDECLINE'), Boolean, 8000);
  await squatter.ok(['sh', '-ec', 'ip link set eth0 down']);
  const result = await pending;
  expect(server.leases()).toContain('abandoned');
  expect(seen().find(({ type }) => type === 'Decline')).toMatchObject({
    ...{ way: '0.0.0.0 > 255.255.255.255', toMac: 'ff:ff:ff:ff:ff:ff' },
    ...{ clientIp: undefined, secs: 0, options: [50, 53, 54, 61] },
  });
  expect(await addressesOf(container, 'eth0')).toEqual([result.ips?.[0]?.address]);
});

test('of a server that lies first, only what it says truly at the end is believed', async () => {
  await using ground = await lan();
  const { host } = ground;
  await hostileServer(ground, 'then-well');
  const daemon = await startDaemon(host);
  const container = await host.container();
  const network = bridgeNetwork(host);
  const result = await network.add(container);
  expect(result.ips).toEqual([{ address: '10.0.0.5/24', gateway: '10.0.0.1', interface: 2 }]);
  // Both came in two parts, the second in the fields "file" and "sname" (RFC 3396).
  expect(result.dns).toEqual({ domain: 'example.org', nameservers: ['10.0.0.7'] });
  expect(await addressesOf(container, 'eth0')).toEqual(['10.0.0.5/24']);
  expect(await routesOf(container)).toEqual(['default', '10.0.0.0/24']);
  expect(await defaultRoutes(container)).toEqual(['10.0.0.1']);
  expect((await container.ipJson('link', 'show', 'dev', 'eth0'))[0]?.mtu).toBe(1500);
  await network.del(container);
  expect(daemon.said()).not.toContain('Internal error');
});

test('a server that does nothing but lie configures nothing, and the daemon goes on', async () => {
  await using ground = await lan();
  const { host } = ground;
  const liar = await hostileServer(ground);
  const daemon = await startDaemon(host, '-resendmax', '500ms', '-resendtimeout', '3s');
  const container = await host.container();
  const network = bridgeNetwork(host);
  expect(await network.refused('ADD', container)).toMatchObject({ code: 11 });
  expect(await container.ipJson('link', 'show', 'type', 'veth')).toEqual([]);
  expect(daemon.said()).not.toContain('Internal error');
  await liar.end();
  await dnsmasq(ground, 5, 9);
  expect((await network.add(container)).ips).toHaveLength(1);
});

async function routesOf(container: Container): Promise<(string | undefined)[]> {
  return (await container.ipJson('-4', 'route', 'show')).map(({ dst }) => dst);
}
