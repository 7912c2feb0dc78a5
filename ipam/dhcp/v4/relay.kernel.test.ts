/** A server on another link, reached through a relay (RFC 2131, 4.1; RFC 1542). */
import { eventually } from '../../../lib/testing/eventually.ts';
import { needs } from '../../../lib/testing/needs.ts';
import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import { kea4 } from '../testKea.ts';
import { bridgeNetwork, type Lan, lan, startDaemon } from '../testLan.ts';
import { ready } from '../testServers.ts';
import { dump } from './testDump.ts';

beforeAll(() => needs('dnsmasq', 'kea-dhcp4', 'tcpdump'));

test('a server behind a relay is renewed with and released to by way of the router', async () => {
  await using ground = await lan();
  const { host } = ground;
  const kea = await kea4({ ...ground, server: await beyond(ground) }, 5, 5, 2);
  const flags = ['--port=0', '--conf-file=/dev/null', '--user=root', '--log-facility=-', '--pid-file='];
  const relay = ['dnsmasq', '--keep-in-foreground', ...flags, '--dhcp-relay=192.168.1.1,10.7.0.1'];
  await ready(ground, relay, '/dev/null', 'DHCP relay from');
  const seen = await dump(ground);
  const daemon = await startDaemon(host);
  const container = await host.container();
  const network = bridgeNetwork(host);
  expect((await network.add(container)).ips?.[0]).toMatchObject({ address: '192.168.1.5/24' });
  const bound = () => daemon.said().match(/\/24 from 10\.7\.0\.1/g)?.length ?? 0;
  await eventually('a renewal', bound, (count) => count >= 2);
  await network.del(container);
  await eventually('the release', () => kea.said().includes('DHCP4_RELEASE '));
  const own = () => seen().filter(({ clientIp, way }) => clientIp && way === '192.168.1.5 > 10.7.0.1');
  await eventually('the release on the wire', () => own().at(-1)?.type === 'Release');
  expect(own()[0]?.type).toBe('Request');
  const routerMac = (await ground.server.ipJson('link', 'show', 'dev', 'eth0'))[0]?.address;
  expect(new Set(own().map(({ toMac }) => toMac))).toEqual(new Set([routerMac]));
});

/** A namespace with 10.7.0.1, to which the LAN's router forwards. */
async function beyond({ host, server }: Lan): Promise<Container> {
  const far = await host.container('far');
  const router = [
    'ip link add far type veth peer name eth0 netns far; ip link set far up',
    'ip address add 10.7.0.254/24 dev far; echo 1 >/proc/sys/net/ipv4/ip_forward',
  ];
  await server.ok(['sh', '-ec', router.join('; ')]);
  const own = 'ip address add 10.7.0.1/24 dev eth0; ip link set eth0 up; ip route add default via 10.7.0.254';
  await far.ok(['sh', '-ec', own]);
  return far;
}
