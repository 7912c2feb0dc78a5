import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork, dual } from './testNetwork.ts';

const own = { ipam: { ...dual, routes: [{ dst: '192.0.2.0/24' }] }, isDefaultGateway: true, ipMasq: true };

describe('bridge CHECK', () => {
  test.each(['iptables', 'nftables'])(
    'is content with what ADD made, 20 times, and changes nothing (%s)',
    async (ipMasqBackend) => {
      await using host = await throwawayHost();
      const net = new BridgeNetwork(host, { ...own, ipMasqBackend });
      const container = await host.container();
      const result = await net.add(container);
      const before = await snapshot(host, container);
      for (let i = 0; i < 20; i++) await net.check(container, result);
      expect(difference(before, await snapshot(host, container))).toEqual([]);
    },
    20_000,
  );

  test('tells everything that is broken at once', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, own);
    const container = await host.container('c1');
    const result = await net.add(container);
    await host.ok([
      'sh',
      '-ec',
      'ip -n c1 link set eth0 mtu 1400; ip -n c1 address delete 10.1.2.2/24 dev eth0; iptables -t nat -F WEFT-MASQ',
    ]);
    const { details } = await net.refused('CHECK', container, { prevResult: result });
    expect(details?.split('\n')).toHaveLength(5);
  });

  test('does not mind what others have added', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, own);
    const [container, other] = [await host.container('c1'), await host.container('c2')];
    const result = await net.add(container);
    await net.add(other);
    await container.ok([
      'sh',
      '-ec',
      'ip address add 10.1.2.200/24 dev eth0; ip address add fd00:1::200/64 dev eth0; ip route add 198.51.100.0/24 via 10.1.2.9; ip route add default via 10.1.2.9 metric 5',
    ]);
    await host.ok([
      'sh',
      '-ec',
      'ip address add 10.9.0.1/16 dev cni0; iptables -t nat -I POSTROUTING -j ACCEPT; ip link set cni0 alias mine',
    ]);
    await net.check(container, result);
  });

  test('needs prevResult, and one of this attachment', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, own);
    const container = await host.container();
    const result = await net.add(container);
    const wrong: [unknown, string][] = [
      [undefined, '"prevResult"'],
      [{ ...result, interfaces: [] }, '"eth0" in a sandbox'],
      [
        {
          ...result,
          interfaces: result.interfaces?.map((link) => ({
            ...link,
            ...(link.sandbox && { sandbox: '/run/netns/other' }),
          })),
        },
        container.netns,
      ],
      [
        { ...result, interfaces: result.interfaces?.filter(({ name }) => !name.startsWith('veth')) },
        'an interface on the host',
      ],
    ];
    for (const [prevResult, words] of wrong)
      expect(await net.refused('CHECK', container, { prevResult })).toMatchObject({
        code: 7,
        msg: expect.stringContaining(words),
      });
  });

  test("asks IPAM, whose error is the plugin's own", async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    spies.plant('spy', {
      ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } },
      CHECK: { exit: 1, stdout: { code: 142, msg: 'gone' } },
    });
    const net = new BridgeNetwork(host, { ...own, ipam: { type: 'spy' } }, spies.path);
    const container = await host.container();
    const result = await net.add(container);
    expect(await net.refused('CHECK', container, { prevResult: result })).toMatchObject({
      code: 142,
      msg: 'gone',
    });
    expect(spies.log()).toEqual(['spy ADD', 'spy CHECK']);
  });

  test('works on layer 2', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { isGateway: false, ipam: {} });
    const container = await host.container();
    await net.check(container, await net.add(container));
  });
});
