/** What a configuration asks of the servers, and what becomes of their answers. */
import { needs } from '../../lib/testing/needs.ts';
import { alone } from './testAlone.ts';
import { lan, startDaemon } from './testLan.ts';
import { dnsmasq } from './testServers.ts';

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
  ];
  const request = [
    { option: 'domain-name-servers' },
    { option: 'domain-name' },
    { option: '119' },
    { option: '121' },
  ];
  const { network, container } = await alone(ground, { provide, request, priority: 77, clientId: 'pod-1' });
  const result = await network.add(container, { args: 'K8S_POD_NAME=web-1;OTHER=x' });
  expect(result).toMatchObject({
    routes: [{ dst: '10.9.0.0/16', gw: '192.168.1.1', priority: 77 }],
    dns: { nameservers: ['10.0.0.53'], domain: 'example.org', search: ['a.example', 'b.example'] },
  });
  expect(server.leases()).toMatch(/ web-1 00:70:6f:64:2d:31/);
  expect(server.said()).toContain('vendor class: weft');
  expect((await container.ipJson('link', 'show', 'dev', 'eth0'))[0]?.mtu).toBe(1300);
});

test('skipDefault leaves the routers out; an option that nobody knows is refused at once', async () => {
  await using ground = await lan();
  const server = await dnsmasq(ground, 5, 9);
  await startDaemon(ground.host);
  const { network, container } = await alone(ground, { request: [{ skipDefault: true }] });
  const result = await network.add(container);
  expect([result.routes, result.ips?.[0]?.gateway, result.dns]).toEqual([undefined, undefined, undefined]);
  await network.del(container);
  const before = server.said();
  const conf = { ipam: { type: 'dhcp', request: [{ option: 'doNotparseMe' }] } };
  expect(await network.refused('ADD', container, { conf })).toMatchObject({ code: 7 });
  expect(server.said()).toBe(before);
});
