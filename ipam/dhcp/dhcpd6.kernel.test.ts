/** ISC dhcpd as the server of DHCPv6, which has no Rapid Commit here: Solicit, Request, Renew, Confirm, Release. */
import { eventually } from '../../lib/testing/eventually.ts';
import { addressesOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { bridgeNetwork, type Lan, lan, startDaemon } from './testLan.ts';
import { ready, type Server } from './testServers.ts';

beforeAll(() => needs('dhcpd'));

test('a lease of ISC dhcpd is renewed, confirmed after a restart of the daemon, and released', async () => {
  await using ground = await lan();
  const { host } = ground;
  const server = await dhcpd6(ground, 4);
  const first = await startDaemon(host);
  const network = bridgeNetwork(host, { ipv6: 'only' });
  const container = await host.container();
  const result = await network.add(container);
  expect(result.dns?.nameservers).toEqual(['fd00:1::1']);
  expect(await addressesOf(container, 'eth0')).toEqual([result.ips?.[0]?.address]);
  await eventually('a renewal', () => server.said().includes('Renew message'));
  await first.end('KILL');
  const second = await startDaemon(host);
  const again = `${result.ips?.[0]?.address} from`;
  await eventually('the lease', () => second.said().split(again).length > 2);
  expect(server.said()).toContain('Confirm message');
  expect(second.said()).not.toContain('lost');
  await network.check(container, result);
  await network.del(container);
  await eventually('the release', () => server.said().includes('releases address'));
  expect(
    server
      .said()
      .match(/duid \S+ iaid = -?\d+/g)
      ?.filter(isAnother),
  ).toEqual([]);
});

/** Of what is in a list, what is not as the first is: the client is called the same all the time. */
function isAnother(one: string, _: number, [first]: string[]): boolean {
  return one !== first;
}

/** ISC dhcpd that gives fd00:1::50 to fd00:1::5f for `seconds`. */
function dhcpd6(ground: Lan, seconds: number): Promise<Server> {
  const file = '/run/dhcpd6.leases';
  const times = ['default-lease-time', 'preferred-lifetime', 'min-lease-time', 'max-lease-time'];
  const subnet = 'range6 fd00:1::50 fd00:1::5f; option dhcp6.name-servers fd00:1::1;';
  const conf = [...times.map((name) => `${name} ${seconds};`), `subnet6 fd00:1::/64 { ${subnet} }`];
  ground.host.write('/run/dhcpd6.conf', conf.join('\n'));
  ground.host.write(file, '');
  const argv = ['dhcpd', '-6', '-d', '-cf', '/run/dhcpd6.conf', '-lf', file, '--no-pid', 'eth0'];
  return ready(ground, argv, file, 'Server starting service');
}
