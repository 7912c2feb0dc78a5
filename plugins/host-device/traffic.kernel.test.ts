import { needs } from '../../lib/testing/needs.ts';
import type { Place } from '../../lib/testing/place.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping, sendByTcp } from '../../lib/testing/traffic.ts';
import { device, deviceNetwork, dual, mac } from './testDevice.ts';

beforeAll(() => needs('busybox', 'ping'));

/** The MAC that a place has learnt for an address. */
async function neighbour(place: Place, address: string): Promise<unknown> {
  const [found] = await place.ipJson('neighbour', 'show', 'to', address);
  return found?.lladdr;
}

test('host-device lets a container and its neighbours reach each other by both families', async () => {
  await using host = await throwawayHost();
  const lan = await device(host);
  const container = await host.container();
  await deviceNetwork(host, { ipam: dual }).add(container);
  for (const to of ['10.1.2.1', 'fd00:1::1']) await ping(container, to);
  for (const to of ['10.1.2.10', 'fd00:1::10']) {
    await ping(lan, to);
    expect(await neighbour(lan, to)).toBe(mac);
    expect(await sendByTcp(lan, container, to)).toBe('hello\n');
  }
  for (const to of ['10.1.2.1', 'fd00:1::1']) expect(await sendByTcp(container, lan, to)).toBe('hello\n');
});

test('host-device lets frames as long as the MTU through, without fragments', async () => {
  await using host = await throwawayHost();
  await device(host, 9000);
  const container = await host.container();
  const { interfaces } = await deviceNetwork(host, { ipam: dual }).add(container);
  expect(interfaces).toMatchObject([{ mtu: 9000 }]);
  await ping(container, '10.1.2.1', '-M', 'do', '-s', '8972');
  await ping(container, 'fd00:1::1', '-M', 'do', '-s', '8952');
});

test('host-device announces an address that another had, so that neighbours find it at once', async () => {
  await using host = await throwawayHost();
  const lan = await device(host);
  for (const to of ['10.1.2.10', 'fd00:1::10'])
    await lan.ok([
      'ip',
      'neighbour',
      'add',
      to,
      'lladdr',
      '02:00:00:00:00:99',
      'dev',
      'lan0',
      'nud',
      'stale',
    ]);
  const container = await host.container();
  await deviceNetwork(host, { ipam: dual }).add(container);
  for (const to of ['10.1.2.10', 'fd00:1::10']) await ping(lan, to);
});
