/*
 * What arrives where.
 *
 * @needs-kernel vlan
 */
import type { Place } from '../../lib/testing/place.ts';
import { honoursRouteAttributes, ipamWithRoutes } from '../../lib/testing/routeAttributes.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { dual, trunk, vlanNetwork } from './testVlan.ts';

/** One packet and its answer, at once: what ADD returns must work without a second try. */
const ping = (from: Place, to: string, ...words: string[]) =>
  from.ok(['ping', '-n', '-c1', '-W5', ...words, to]);
const reaches = async (from: Place, to: string) =>
  (await from.run(['ping', '-n', '-c1', '-W1', to])).exitCode === 0;

/** Who answers for an address, as the neighbour table has it. */
async function answering(from: Place, to: string): Promise<string | undefined> {
  const [entry] = await from.ipJson('neighbour', 'show', to, 'dev', 'eth0');
  return (entry as { lladdr?: string } | undefined)?.lladdr;
}

/** Sends a text by TCP and returns what arrives. */
async function sendByTcp(from: Place, to: Place, address: string): Promise<string> {
  const listening = to.ok(['busybox', 'nc', '-l', '-p', '7777', '-w', '20']);
  const send = `until busybox nc -w 2 ${address} 7777; do i=$((i + 1)); [ $i -lt 50 ]; done`;
  await from.ok(['sh', '-ec', `echo hello | (cat >/run/hello; ${send} </run/hello)`]);
  return (await listening).stdout;
}

test('containers in two VLANs of one master each reach their own and nobody of the other', async () => {
  await using host = await throwawayHost();
  const [lan5, lan6] = await trunk(host, 5, 6);
  if (lan5 === undefined || lan6 === undefined) throw new Error('no neighbours');
  const [a, b] = [await host.container(), await host.container()];
  const net = vlanNetwork(host, { ipam: dual });
  await net.add(a);
  await net.add(b, { conf: { vlanId: 6 } });
  for (const [one, lan, to] of [
    [a, lan5, '2'],
    [b, lan6, '3'],
  ] as const) {
    for (const ip of ['10.1.2.100', 'fd00:1::100']) await ping(one, ip);
    for (const ip of [`10.1.2.${to}`, `fd00:1::${to}`]) await ping(lan, ip);
    await ping(one, '10.1.2.100', '-M', 'do', '-s', '1472');
  }
  expect([await answering(a, '10.1.2.100'), await answering(b, '10.1.2.100')]).toEqual([
    '02:00:00:00:00:05',
    '02:00:00:00:00:06',
  ]);
  expect([await reaches(a, '10.1.2.3'), await reaches(lan6, 'fd00:1::2')]).toEqual([false, false]);
  expect(await reaches(host, '10.1.2.2')).toBe(false);
  expect(await sendByTcp(lan5, a, '10.1.2.2')).toBe('hello\n');
  expect(await sendByTcp(b, lan6, '10.1.2.100')).toBe('hello\n');
});

test('an address that another container has had before answers at once in the same VLAN', async () => {
  await using host = await throwawayHost();
  const [lan] = await trunk(host, 5);
  const only = (subnet: string, ip: string) => [{ subnet, rangeStart: ip, rangeEnd: ip }];
  const ranges = [only('10.1.2.0/24', '10.1.2.2'), only('fd00:1::/64', 'fd00:1::2')];
  const net = vlanNetwork(host, { ipam: { type: 'host-local', ranges } });
  for (const name of ['a', 'b']) {
    const container = await host.container(name);
    await net.add(container);
    for (const to of ['10.1.2.2', 'fd00:1::2']) if (lan) await ping(lan, to);
    await net.del(container);
  }
});

test('vlan gives routes every attribute of the specification', async () => {
  await using host = await throwawayHost();
  await trunk(host);
  await honoursRouteAttributes(vlanNetwork(host, { ipam: ipamWithRoutes }), await host.container());
});
