import { tentativeAddresses } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping, reaches, sendByTcp, sendersSeen } from '../../lib/testing/traffic.ts';
import { ptpNetwork } from './testPtp.ts';

beforeAll(() => needs('ping', 'nft', 'iptables', 'busybox'));

describe('containers on ptp', () => {
  test('reach each other through the host, the gateway and the host, at once, and the host reaches them', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host);
    const [a, b] = [await host.container(), await host.container()];
    await net.add(a);
    await net.add(b);
    for (const to of ['10.1.2.3', 'fd00:1::3', '10.1.2.1', 'fd00:1::1']) await ping(a, to);
    for (const to of ['10.1.2.2', 'fd00:1::2']) await ping(b, to);
    for (const to of ['10.1.2.2', '10.1.2.3', 'fd00:1::2', 'fd00:1::3']) await ping(host, to);
    expect(await reaches(a, '10.1.2.3', '-t', '1')).toBe(false); // one hop is not enough: the host is between them
    expect(await reaches(a, '10.1.2.1', '-t', '1')).toBe(true);
  });

  test('are reached at once by one that was there before: the host waits for no address of its own', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host);
    const [old, fresh] = [await host.container(), await host.container()];
    await net.add(old);
    const veth = (await net.add(fresh)).interfaces?.[0]?.name ?? '';
    expect(await tentativeAddresses(host, veth)).toEqual([]);
    for (const to of ['fd00:1::3', '10.1.2.3']) await ping(old, to);
  });

  test('keep their gateway when another one goes that has the same', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host);
    const all = [await host.container('a'), await host.container('b'), await host.container('c')] as const;
    for (const container of all) await net.add(container);
    for (const gone of [all[0], all[2]]) {
      await net.del(gone);
      for (const to of ['10.1.2.1', 'fd00:1::1']) await ping(all[1], to);
      for (const to of ['10.1.2.3', 'fd00:1::3']) await ping(host, to);
    }
  });

  test('talk TCP both ways, with each other and with the host', async () => {
    await using host = await throwawayHost();
    const net = ptpNetwork(host);
    const [a, b] = [await host.container(), await host.container()];
    for (const container of [a, b]) await net.add(container);
    for (const ip of ['10.1.2.3', 'fd00:1::3']) expect(await sendByTcp(a, b, ip)).toBe('hello\n');
    expect(await sendByTcp(host, a, '10.1.2.2')).toBe('hello\n');
    expect(await sendByTcp(a, host, '10.1.2.1')).toBe('hello\n');
  });

  test('send packets as long as their MTU of 5000, and no longer (ptp 4.5 no. 1)', async () => {
    await using host = await throwawayHost();
    const world = await outsideWorld(host, 5000);
    const net = ptpNetwork(host, { mtu: 5000, ipMasq: true });
    const [a, b] = [await host.container(), await host.container()];
    for (const container of [a, b]) await net.add(container);
    for (const to of ['10.1.2.1', '10.1.2.3', '192.0.2.2']) {
      await ping(a, to, '-M', 'do', '-s', '4972');
      expect(await reaches(a, to, '-M', 'do', '-s', '4973')).toBe(false);
    }
    for (const to of ['fd00:1::1', 'fd00:1::3', 'fd00:99::2']) await ping(a, to, '-M', 'do', '-s', '4952');
    expect(await reaches(world, '10.1.2.2')).toBe(false);
  });

  test('answer at once for an address that another container has had before', async () => {
    await using host = await throwawayHost();
    const world = await outsideWorld(host);
    await world.ok([
      'sh',
      '-ec',
      'ip route add 10.1.2.0/24 via 192.0.2.1; ip route add fd00:1::/64 via fd00:99::1',
    ]);
    const only = (subnet: string, ip: string) => [{ subnet, rangeStart: ip, rangeEnd: ip }];
    const ranges = [only('10.1.2.0/24', '10.1.2.2'), only('fd00:1::/66', 'fd00:1::2')];
    const routes = [{ dst: '0.0.0.0/0' }, { dst: '::/0' }];
    const net = ptpNetwork(host, { ipam: { type: 'host-local', ranges, routes } });
    for (const name of ['a', 'b', 'c']) {
      const container = await host.container(name);
      await net.add(container);
      for (const from of [world, host]) for (const to of ['10.1.2.2', 'fd00:1::2']) await ping(from, to);
      await net.del(container);
    }
  });
});

/** ptp 4.5 no. 2 and 3, seen from outside. */
describe.each(['iptables', 'nftables'])('ptp with masquerade by %s', (ipMasqBackend) => {
  test('gives what leaves the subnet the address of the host, and nothing else', async () => {
    await using host = await throwawayHost();
    const world = await outsideWorld(host);
    const net = ptpNetwork(host);
    const [hidden, open] = [await host.container('hidden'), await host.container('open')];
    const masquerade = { conf: { ipMasq: true, ipMasqBackend } };
    const result = await net.add(hidden, masquerade);
    await net.add(open);
    const toWorld = async () => {
      await ping(hidden, '192.0.2.2');
      await ping(hidden, 'fd00:99::2');
    };
    expect(await sendersSeen(world, toWorld)).toEqual(['192.0.2.1', 'fd00:99::1']);
    const fromOpen = () => Promise.all([reaches(open, '192.0.2.2'), reaches(open, 'fd00:99::2')]);
    expect(await sendersSeen(world, fromOpen)).toEqual(['10.1.2.3', 'fd00:1::3']);
    const within = () => Promise.all([ping(hidden, '10.1.2.3'), ping(hidden, 'fd00:1::3')]);
    expect(await sendersSeen(open, within)).toEqual(['10.1.2.2', 'fd00:1::2']);
    expect(await sendByTcp(hidden, world, '192.0.2.2')).toBe('hello\n');
    await net.check(hidden, result, masquerade);
    await net.del(hidden, masquerade);
    expect((await host.ok(['nft', 'list', 'ruleset'])).stdout).not.toContain('weft:ptp:mynet:hidden');
  });
});
