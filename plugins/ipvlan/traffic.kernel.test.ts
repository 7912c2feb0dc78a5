/*
 * What arrives where.
 *
 * @needs-kernel ipvlan
 */
import type { Place } from '../../lib/testing/place.ts';
import { honoursRouteAttributes, ipamWithRoutes } from '../../lib/testing/routeAttributes.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, dual, ipvlanNetwork } from './testIpvlan.ts';

/** One packet and its answer, at once: what ADD returns must work without a second try. */
const ping = (from: Place, to: string, ...words: string[]) =>
  from.ok(['ping', '-n', '-c1', '-W5', ...words, to]);
const reaches = async (from: Place, to: string) =>
  (await from.run(['ping', '-n', '-c1', '-W1', to])).exitCode === 0;

/** 10.1.2.2 and 10.1.2.3 with an MTU of 1400, in two families. */
async function reachEachOther(a: Place, b: Place): Promise<void> {
  for (const to of ['10.1.2.3', 'fd00:1::3']) await ping(a, to);
  await ping(b, '10.1.2.2', '-M', 'do', '-s', '1372');
  const longer = await b.run(['ping', '-c1', '-W1', '-M', 'do', '-s', '1373', '10.1.2.2']);
  expect(longer.exitCode).not.toBe(0);
}

async function reachTheNetwork(a: Place, lan: Place): Promise<void> {
  for (const to of ['10.1.2.1', 'fd00:1::1']) await ping(a, to);
  for (const to of ['10.1.2.2', 'fd00:1::3']) await ping(lan, to);
}

describe('containers with an ipvlan', () => {
  test('reach each other at once in every mode, and in l2 the network too', async () => {
    await using host = await throwawayHost();
    const lan = await cable(host);
    const [a, b] = [await host.container(), await host.container()];
    for (const mode of ['l3s', 'l3', 'l2']) {
      const net = ipvlanNetwork(host, { name: mode, ipam: dual, mode, mtu: 1400 });
      for (const container of [a, b]) await net.check(container, await net.add(container));
      await reachEachOther(a, b);
      if (mode === 'l2') await reachTheNetwork(a, lan); // in the others it needs a route to them
      for (const container of [a, b]) await net.del(container);
    }
  });

  test('with flags private reach the network and not each other, and talk TCP', async () => {
    await using host = await throwawayHost();
    const lan = await cable(host);
    const net = ipvlanNetwork(host, { ipam: dual, flags: 'private' });
    const [a, b] = [await host.container(), await host.container()];
    for (const container of [a, b]) await net.check(container, await net.add(container));
    for (const to of ['10.1.2.1', 'fd00:1::1']) await ping(b, to);
    expect([await reaches(a, '10.1.2.3'), await reaches(b, 'fd00:1::2')]).toEqual([false, false]);
    const listening = a.ok(['busybox', 'nc', '-l', '-p', '7777', '-w', '20']);
    const send = 'until busybox nc -w 2 10.1.2.2 7777; do i=$((i + 1)); [ $i -lt 50 ]; done';
    await lan.ok(['sh', '-ec', `echo hello >/run/hello; ${send} </run/hello`]);
    expect((await listening).stdout).toBe('hello\n');
  });
});

test('ipvlan gives routes every attribute of the specification', async () => {
  await using host = await throwawayHost();
  await cable(host);
  await honoursRouteAttributes(ipvlanNetwork(host, { ipam: ipamWithRoutes }), await host.container());
});
