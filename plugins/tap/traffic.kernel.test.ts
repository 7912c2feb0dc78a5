import { eventually } from '../../lib/testing/eventually.ts';
import { linkOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { openDevice, runMachine, tapNetwork } from './testTap.ts';

beforeAll(() => needs('perl', 'setpriv', 'ping'));

/** Waits until somebody has the tap open: then it has a carrier. */
async function plugged(container: Container): Promise<void> {
  const carrier = async () => (await linkOf(container, 'eth0')).flags?.includes('LOWER_UP');
  await eventually('the tap to be opened', carrier);
}

const ping = (from: Container, to: string, ...words: string[]) =>
  from.ok(['ping', '-n', '-c1', '-W5', ...words, to]);

describe('a machine on a tap', () => {
  test('of its user answers the container, with packets as long as the MTU', async () => {
    await using host = await throwawayHost();
    await openDevice(host);
    const container = await host.container();
    await tapNetwork(host, { owner: 4321, mtu: 1400 }).add(container);
    const machine = runMachine(container, { user: 4321, group: 9, echoes: 2 });
    await plugged(container);
    await ping(container, '10.1.2.9');
    await ping(container, '10.1.2.9', '-M', 'do', '-s', '1372');
    const longer = await container.run(['ping', '-n', '-c1', '-W1', '-M', 'do', '-s', '1373', '10.1.2.9']);
    expect([await machine, longer.exitCode]).toEqual([0, 1]);
  }, 20_000);

  test('is reached through the bridge in the container that the tap is a port of', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await container.ok([
      'sh',
      '-ec',
      'ip link add br1 type bridge; ip address add 10.1.2.1/24 dev br1; ip link set br1 up',
    ]);
    await tapNetwork(host, { ipam: {}, bridge: 'br1' }).add(container);
    const machine = runMachine(container, { echoes: 1 });
    await plugged(container);
    await ping(container, '10.1.2.9');
    expect(await machine).toBe(0);
  }, 20_000);

  test('opens it only if it is of the owner or in the group that the configuration names, if it names any', async () => {
    await using host = await throwawayHost();
    await openDevice(host);
    const [owned, grouped, both] = [await host.container(), await host.container(), await host.container()];
    await tapNetwork(host).add(owned, { conf: { owner: 4321 } });
    await tapNetwork(host).add(grouped, { conf: { group: 9 } });
    await tapNetwork(host).add(both, { conf: { owner: 4321, group: 9 } });
    const opens = async (place: Container, user: number, group: number) =>
      (await runMachine(place, { user, group })) === 0;
    const free = await host.container();
    await tapNetwork(host).add(free);
    expect(await opens(free, 1234, 5)).toBe(true);
    expect(await opens(owned, 4321, 5)).toBe(true);
    expect(await opens(owned, 1234, 9)).toBe(false);
    expect(await opens(grouped, 1234, 9)).toBe(true);
    expect(await opens(grouped, 1234, 5)).toBe(false);
    expect(await opens(both, 4321, 9)).toBe(true);
    expect(await opens(both, 1234, 5)).toBe(false);
  }, 20_000);

  test('opens several queues only where the configuration says so', async () => {
    await using host = await throwawayHost();
    const [one, many] = [await host.container(), await host.container()];
    await tapNetwork(host).add(one);
    await tapNetwork(host, { multiQueue: true }).add(many);
    expect(await runMachine(one)).toBe(0);
    expect(await runMachine(one, { multiQueue: true })).toBe(7);
    expect(await runMachine(many, { multiQueue: true })).toBe(0);
  }, 20_000);

  test('loses it with DEL, also while it has it open', async () => {
    await using host = await throwawayHost();
    const net = tapNetwork(host);
    const container = await host.container();
    await net.add(container);
    const machine = runMachine(container, { echoes: 1 });
    await plugged(container);
    await net.del(container);
    expect(await container.ipJson('link', 'show', 'type', 'tun')).toEqual([]);
    await machine;
  }, 30_000);
});
