/** A lease from its first packet to its last, as tcpdump sees it beside ISC dhcpd (RFC 2131, 4.3.6 and table 5). */
import { eventually } from '../../../lib/testing/eventually.ts';
import { needs } from '../../../lib/testing/needs.ts';
import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import { bridgeNetwork, lan, startDaemon } from '../testLan.ts';
import { dhcpd } from '../testServers.ts';
import { dump, type Seen } from './testDump.ts';

beforeAll(() => needs('dhcpd', 'tcpdump'));

const everybody = 'ff:ff:ff:ff:ff:ff';
const toAll = { way: '0.0.0.0 > 255.255.255.255', toMac: everybody };
/** Renewed after a second (option 58), rebound after two (59), over after ten. */
const times = 'option dhcp-renewal-time 1; option dhcp-rebinding-time 2;';

test('DISCOVER, REQUEST, renewal, rebinding, INIT-REBOOT and RELEASE have the fields that they must have', async () => {
  await using ground = await lan();
  const { host, server } = ground;
  const seen = await dump(ground);
  const gone = await dhcpd(ground, 5, 5, 10, times);
  const daemon = await startDaemon(host);
  const provide = [{ option: 'user-class', value: 'crowd' }];
  const [network, container] = [bridgeNetwork(host, { provide }), await host.container()];
  const first = (what: string, is: (one: Seen) => boolean) =>
    eventually(what, () => seen().find(is), Boolean, 8000);
  await network.add(container);
  const discover = await first('DISCOVER', ({ type }) => type === 'Discover');
  const request = await first('REQUEST', ({ type }) => type === 'Request');
  const renewal = await first(
    'the renewal',
    ({ clientIp, xid }) => clientIp !== undefined && xid !== request?.xid,
  );
  expect(discover).toMatchObject({ type: 'Discover', ...toAll, options: [53, 55, 57, 61, 77] });
  expect(discover).toMatchObject({ secs: 0, wantsBroadcast: false, clientIp: undefined });
  expect(discover?.values.get(61)).toBe(`"${container.id}/mynet/eth0"`);
  expect(request).toMatchObject({ type: 'Request', ...toAll, xid: discover?.xid, clientIp: undefined });
  expect(request?.options).toEqual([50, 53, 54, 55, 57, 61, 77]);
  expect(renewal).toMatchObject({
    type: 'Request',
    way: '192.168.1.5 > 192.168.1.1',
    toMac: await macOf(server),
    clientIp: '192.168.1.5',
    options: [53, 55, 57, 61, 77],
  });
  expect(renewal?.xid).not.toBe(request?.xid);
  // Another server of the same leases, under another address: only who asks everybody finds it.
  await gone.end('KILL');
  await server.ok(['ip', 'address', 'delete', '192.168.1.1/24', 'dev', 'eth0']);
  await server.ok(['ip', 'address', 'add', '192.168.1.3/24', 'dev', 'eth0']);
  await dhcpd(ground, 5, 5, 10, times);
  await eventually('the rebinding', () => daemon.said().includes('from 192.168.1.3'), Boolean, 8000);
  expect(await first('the rebinding', isRebinding)).toMatchObject({
    ...toAll,
    type: 'Request',
    options: [53, 55, 57, 61, 77],
  });
  expect(daemon.said()).not.toContain('lost');
  await daemon.end('KILL');
  const next = await startDaemon(host, '-broadcast');
  await eventually('the lease again', () => next.said().includes('/24 from'));
  const reboot = await first('INIT-REBOOT', ({ options }) => options.includes(50) && !options.includes(54));
  expect(reboot).toMatchObject({ type: 'Request', ...toAll, clientIp: undefined, wantsBroadcast: true });
  expect(reboot?.options).toEqual([50, 53, 55, 57, 61, 77]);
  expect(seen().find(({ type, xid }) => type === 'ACK' && xid === reboot?.xid)?.toMac).toBe(everybody);
  await network.del(container);
  const release = await first('RELEASE', ({ type }) => type === 'Release');
  expect(release).toMatchObject({ way: '192.168.1.5 > 192.168.1.3', toMac: await macOf(server) });
  expect(release).toMatchObject({ clientIp: '192.168.1.5', options: [53, 54, 61], secs: 0 });
});

test('a message that the link does not carry in one packet is told at once, and nothing stays', async () => {
  await using ground = await lan();
  const { host } = ground;
  await startDaemon(host);
  const long = [12, 60, 77, 100, 101, 102].map((option) => ({ option: `${option}`, value: 'x'.repeat(255) }));
  const container = await host.container();
  const began = performance.now();
  const { code, msg } = await bridgeNetwork(host, { provide: long }).refused('ADD', container);
  expect(performance.now() - began).toBeLessThan(5000);
  const said =
    /^Cannot lease an address: .* has \d{4} bytes, and "eth0" carries 1500 \(its MTU\): "provide" /;
  expect([code, msg]).toEqual([11, expect.stringMatching(said)]);
  expect(await container.ipJson('link', 'show', 'type', 'veth')).toEqual([]);
});

function isRebinding({ clientIp, toMac, way }: Seen): boolean {
  return clientIp !== undefined && toMac === everybody && way.endsWith('255.255.255.255');
}

async function macOf(server: Container): Promise<string | undefined> {
  return (await server.ipJson('link', 'show', 'dev', 'eth0'))[0]?.address;
}
