import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp, udp } from './testPorts.ts';
import { ask, serve } from './testTraffic.ts';

/** From localhost by IPv6 the kernel lets nothing through with iptables; README.md says so. */
const localV6 = { nftables: 'web from fd00:1::1', iptables: 'refused' };

describe.each(['nftables', 'iptables'] as const)('ports forwarded with %s', (backend) => {
  test('are reached from outside, from the host, from localhost, from other containers and from the container itself (PM-25)', async () => {
    await using host = await throwawayHost();
    const world = await outsideWorld(host);
    await world.ok(['ip', 'route', 'add', 'default', 'via', '192.0.2.1']);
    const net = new PortNetwork(host, { backend });
    const [web, other] = [await host.container('web'), await host.container('other')];
    await net.add(web, [tcp(8080, 80), udp(8053, 53)]);
    await net.add(other, []);
    await serve(web, 'web', 80, 53);

    const to = (address: string) =>
      [
        ['tcp', address, 8080],
        ['udp', address, 8053],
      ] as ['tcp', string, number][];
    expect(await ask(world, ...to('192.0.2.1'), ...to('fd00:99::1'))).toEqual([
      'web from 192.0.2.2',
      'web from 192.0.2.2',
      'web from fd00:99::2',
      'web from fd00:99::2',
    ]);
    expect(await ask(host, ...to('192.0.2.1'), ...to('10.1.2.1'), ...to('fd00:99::1'))).toEqual([
      ...Array(2).fill('web from 192.0.2.1'),
      ...Array(2).fill('web from 10.1.2.1'),
      ...Array(2).fill('web from fd00:99::1'),
    ]);
    expect(await ask(host, ...to('127.0.0.1'))).toEqual(Array(2).fill('web from 10.1.2.1'));
    expect((await ask(host, ...to('::1')))[0]).toBe(localV6[backend]);
    for (const container of [web, other])
      expect(await ask(container, ...to('192.0.2.1'), ...to('fd00:99::1'))).toEqual([
        ...Array(2).fill('web from 10.1.2.1'),
        ...Array(2).fill('web from fd00:1::1'),
      ]);
  }, 30_000);
});
