/** A server on another link, reached through a relay (RFC 2131, 4.1; RFC 1542). */
import { eventually } from '../../../lib/testing/eventually.ts';
import { needs } from '../../../lib/testing/needs.ts';
import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import { kea4 } from '../testKea.ts';
import { bridgeNetwork, type Lan, lan, startDaemon } from '../testLan.ts';
import { ready } from '../testServers.ts';
import { dump } from './testDump.ts';

beforeAll(() => needs('dnsmasq', 'kea-dhcp4', 'tcpdump'));

/** 10.7.0.0/16 by way of 192.168.1.1, as option 121 says it. */
const narrow = {
  'option-def': [{ name: 'routes', code: 121, type: 'binary' }],
  'option-data': [{ name: 'routes', data: '100A07C0A80101', 'csv-format': false }],
};
/** By option 3, by option 121, and by the relay alone. */
const ways = [[{ option: 'routers' }], [{ option: '121' }], []].map((asked) => ({
  request: [{ skipDefault: true }, ...asked],
}));

test('a server behind a relay is renewed with and released to by way of the router, or of the relay where there is none', async () => {
  await using ground = await lan();
  const { host } = ground;
  const kea = await kea4({ ...ground, server: await beyond(ground) }, 5, 7, 2, narrow);
  const flags = ['--port=0', '--conf-file=/dev/null', '--user=root', '--log-facility=-', '--pid-file='];
  const relay = ['dnsmasq', '--keep-in-foreground', ...flags, '--dhcp-relay=192.168.1.1,10.7.0.1'];
  await ready(ground, relay, '/dev/null', 'DHCP relay from');
  const seen = await dump(ground);
  const daemon = await startDaemon(host);
  const routerMac = (await ground.server.ipJson('link', 'show', 'dev', 'eth0'))[0]?.address;
  const routes: unknown[] = [];
  for (const ipam of ways) {
    const [network, container] = [bridgeNetwork(host, ipam), await host.container()];
    const result = await network.add(container);
    routes.push(result.routes);
    const address = result.ips?.[0]?.address.split('/')[0];
    const bound = () =>
      daemon.said().split(`${container.id}/mynet/eth0: ${address}/24 from 10.7.0.1`).length - 1;
    await eventually('a renewal', bound, (count) => count >= 2);
    await network.del(container);
    await eventually('the release', () => new RegExp(`DHCP4_RELEASE .*${address}`).test(kea.said()));
    const own = () => seen().filter(({ clientIp, way }) => clientIp && way === `${address} > 10.7.0.1`);
    await eventually('the release on the wire', () => own().at(-1)?.type === 'Release');
    expect(own()[0]?.type).toBe('Request');
    expect(new Set(own().map(({ toMac }) => toMac))).toEqual(new Set([routerMac]));
  }
  const to = (dst: string) => [{ dst, gw: '192.168.1.1' }];
  expect(routes).toEqual([to('0.0.0.0/0'), to('10.7.0.0/16'), undefined]);
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
