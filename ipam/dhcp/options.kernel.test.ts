/** What a configuration asks of the servers, and what becomes of their answers. */
import { needs } from '../../lib/testing/needs.ts';
import { alone } from './testAlone.ts';
import { bridgeNetwork, lan, startDaemon } from './testLan.ts';
import { dnsmasq, type Server } from './testServers.ts';

beforeAll(() => needs('dnsmasq'));

test('what is asked for and what is sent: request, provide, fromArg, priority, clientId', async () => {
  await using ground = await lan();
  const options = [
    '6,10.0.0.53',
    '15,example.org',
    '119,a.example,b.example',
    '26,1300',
    '121,10.9.0.0/16,192.168.1.1',
  ];
  const server = await dnsmasq(ground, 5, 9, ...options.map((option) => `--dhcp-option=${option}`));
  await startDaemon(ground.host);
  const provide = [
    { option: 'host-name', fromArg: 'K8S_POD_NAME' },
    { option: 'vendor-class-identifier', value: 'weft' },
    { option: 'user-class', value: 'crowd' },
  ];
  const request = [
    { option: 'domain-name-servers' },
    { option: 'domain-name' },
    { option: '119' },
    { option: '121' },
    { option: 'ntp-servers' },
  ];
  const { network, container } = await alone(ground, { provide, request, priority: 77, clientId: 'pod-1' });
  const result = await network.add(container, { args: 'K8S_POD_NAME=web-1;OTHER=x' });
  expect(result).toMatchObject({
    routes: [{ dst: '10.9.0.0/16', gw: '192.168.1.1', priority: 77 }],
    dns: { nameservers: ['10.0.0.53'], domain: 'example.org', search: ['a.example', 'b.example'] },
  });
  expect(server.leases()).toMatch(/ web-1 00:70:6f:64:2d:31/);
  expect(server.said()).toContain('vendor class: weft');
  expect(server.said()).toContain('user class: crowd');
  expect(askedFor(server)).toEqual([
    '121',
    '1',
    '51',
    '54',
    '58',
    '59',
    '3',
    '6',
    '15',
    '26',
    '33',
    '119',
    '42',
  ]);
  expect((await container.ipJson('link', 'show', 'dev', 'eth0'))[0]?.mtu).toBe(1300);
});

test('skipDefault leaves the routers out; an option that nobody knows is refused at once', async () => {
  await using ground = await lan();
  const server = await dnsmasq(ground, 5, 9);
  await startDaemon(ground.host);
  const { network, container } = await alone(ground, { request: [{ skipDefault: true }] });
  const result = await network.add(container);
  expect([result.routes, result.ips?.[0]?.gateway, result.dns]).toEqual([undefined, undefined, undefined]);
  expect(askedFor(server)).toEqual(['1', '51', '54', '58', '59']);
  await network.del(container);
  const before = server.said();
  const conf = { ipam: { type: 'dhcp', request: [{ option: 'doNotparseMe' }] } };
  expect(await network.refused('ADD', container, { conf })).toMatchObject({ code: 7 });
  expect(server.said()).toBe(before);
});

// DH-05, at the server and in the kernel.
test('option 33 becomes routes with the masks of their classes, before the default route of option 3', async () => {
  await using ground = await lan();
  await dnsmasq(ground, 5, 9, '--dhcp-option=33,10.0.0.0,192.168.1.1,192.168.9.0,192.168.1.2');
  await startDaemon(ground.host);
  const container = await ground.host.container();
  const { routes } = await bridgeNetwork(ground.host).add(container);
  const expected = [
    { dst: '10.0.0.0/8', gw: '192.168.1.1' },
    { dst: '192.168.9.0/24', gw: '192.168.1.2' },
    { dst: '0.0.0.0/0', gw: '192.168.1.1' },
  ];
  expect(routes).toEqual(expected);
  const all = await container.ipJson('-4', 'route', 'show');
  const told = all.flatMap(({ dst, gateway }) =>
    gateway ? { dst: dst === 'default' ? '0.0.0.0/0' : dst, gw: gateway } : [],
  );
  expect(new Set(told)).toEqual(new Set(expected));
});

/** The options that the last message asked dnsmasq for, as it read them. */
function askedFor(server: Server): string[] {
  const lines =
    server
      .said()
      .split('DHCPACK')
      .at(-1)
      ?.match(/requested options: .*/g) ?? [];
  return [...lines.join().matchAll(/(\d+):/g)].map(([, number = '']) => number);
}
