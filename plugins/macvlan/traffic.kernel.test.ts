import { linkOf } from '../../lib/testing/links.ts';
import type { Place } from '../../lib/testing/place.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, dual, macvlanNetwork } from './testMaster.ts';

/** One packet and its answer, at once: what ADD returns must work without a second try. */
const ping = (from: Place, to: string, ...words: string[]) =>
  from.ok(['ping', '-n', '-c1', '-W2', ...words, to]);
const reaches = async (from: Place, to: string) =>
  (await from.run(['ping', '-n', '-c1', '-W1', to])).exitCode === 0;

/** Sends a text by TCP and returns what arrives. */
async function sendByTcp(from: Place, to: Place, address: string): Promise<string> {
  const listening = to.ok(['busybox', 'nc', '-l', '-p', '7777', '-w', '5']);
  const send = `until busybox nc -w 2 ${address} 7777; do i=$((i + 1)); [ $i -lt 50 ]; done`;
  await from.ok(['sh', '-ec', `echo hello | (cat >/run/hello; ${send} </run/hello)`]);
  return (await listening).stdout;
}

describe('containers with a macvlan', () => {
  test('in mode bridge reach each other and the network at once, but not the host', async () => {
    await using host = await throwawayHost();
    const lan = await cable(host);
    await host.ok(['ip', 'address', 'add', '10.1.2.250/24', 'dev', 'm0']);
    const net = macvlanNetwork(host, { ipam: dual });
    const [a, b] = [await host.container(), await host.container()];
    for (const container of [a, b]) await net.add(container);
    for (const to of ['10.1.2.3', 'fd00:1::3', '10.1.2.1', 'fd00:1::1']) await ping(a, to);
    for (const to of ['10.1.2.2', 'fd00:1::2']) for (const from of [lan, b]) await ping(from, to);
    expect([await reaches(a, '10.1.2.250'), await reaches(host, '10.1.2.2')]).toEqual([false, false]);
    expect(await reaches(lan, '10.1.2.250')).toBe(true);
  }, 20_000);

  test.each(['private', 'vepa'])(
    'in mode %s reach the network and not each other',
    async (mode) => {
      await using host = await throwawayHost();
      await cable(host);
      const net = macvlanNetwork(host, { ipam: dual, mode });
      const [a, b] = [await host.container(), await host.container()];
      for (const container of [a, b]) await net.check(container, await net.add(container));
      for (const to of ['10.1.2.1', 'fd00:1::1']) for (const from of [a, b]) await ping(from, to);
      expect([await reaches(a, '10.1.2.3'), await reaches(b, 'fd00:1::2')]).toEqual([false, false]);
    },
    20_000,
  );

  test('in mode passthru have the MAC of the master, which carries no second one', async () => {
    await using host = await throwawayHost();
    const lan = await cable(host);
    const net = macvlanNetwork(host, { ipam: dual, mode: 'passthru' });
    const [a, b] = [await host.container(), await host.container()];
    const result = await net.add(a);
    await net.check(a, result);
    expect(result.interfaces?.[0]?.mac).toBe((await linkOf(host, 'm0')).address);
    for (const to of ['10.1.2.2', 'fd00:1::2']) await ping(lan, to);
    expect(await net.refused('ADD', b)).toMatchObject({ code: 100, msg: expect.stringContaining('"eth0"') });
    await net.del(a);
    await net.add(b);
  }, 20_000);

  test('talk TCP both ways', async () => {
    await using host = await throwawayHost();
    const lan = await cable(host);
    const a = await host.container();
    await macvlanNetwork(host, { ipam: dual }).add(a);
    expect(await sendByTcp(lan, a, '10.1.2.2')).toBe('hello\n');
    expect(await sendByTcp(a, lan, '10.1.2.1')).toBe('hello\n');
  }, 20_000);

  test('send packets as long as their MTU, and no longer', async () => {
    await using host = await throwawayHost();
    await cable(host);
    const a = await host.container();
    const result = await macvlanNetwork(host, { ipam: dual, mtu: 1400 }).add(a);
    expect(result.interfaces?.[0]?.mtu).toBe(1400);
    await ping(a, '10.1.2.1', '-M', 'do', '-s', '1372');
    await ping(a, 'fd00:1::1', '-M', 'do', '-s', '1352');
    const longer = await a.run(['ping', '-n', '-c1', '-W1', '-M', 'do', '-s', '1373', '10.1.2.1']);
    expect(longer.exitCode).not.toBe(0);
  }, 20_000);

  test('answer at once for an address that another container has had before', async () => {
    await using host = await throwawayHost();
    const lan = await cable(host);
    const only = (subnet: string, ip: string) => [{ subnet, rangeStart: ip, rangeEnd: ip }];
    const ranges = [only('10.1.2.0/24', '10.1.2.2'), only('fd00:1::/64', 'fd00:1::2')];
    const net = macvlanNetwork(host, { ipam: { type: 'host-local', ranges } });
    for (const name of ['a', 'b', 'c']) {
      const container = await host.container(name);
      await net.add(container);
      for (const to of ['10.1.2.2', 'fd00:1::2']) await ping(lan, to);
      await net.del(container);
    }
  }, 20_000);
});
