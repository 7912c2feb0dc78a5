import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping } from '../../lib/testing/traffic.ts';
import { FirewallChain, reached } from './testFirewall.ts';

/** Whether the kernel shows frames that a bridge passes on to the packet filter. */
async function showBridged(host: Host, shown: boolean): Promise<void> {
  const value = shown ? 1 : 0;
  const keys = 'for key in /proc/sys/net/bridge/bridge-nf-call-ip*tables; do [ ! -e $key ] || echo';
  await host.ok(['sh', '-ec', `${keys} ${value} >$key; done`]);
}

describe.each(['iptables', 'nftables'])('with %s', (backend) => {
  // Reference: firewall FW-09, FW-10
  test('same-bridge lets one bridge talk and keeps two apart', async () => {
    await using host = await throwawayHost();
    await outsideWorld(host);
    const own = { backend, ingressPolicy: 'same-bridge' };
    const [foo, bar] = [new FirewallChain(host, own, 1), new FirewallChain(host, own, 2)];
    const open = new FirewallChain(host, { backend }, 3);
    const [a, b, c, d] = [
      await foo.attached(),
      await foo.attached(),
      await bar.attached(),
      await open.attached(),
    ];
    for (const to of [b.v4, b.v6, d.v4, d.v6, '192.0.2.1']) await ping(a.container, to);
    expect(await reached(a.container, c.v4, c.v6)).toEqual([false, false]);
    expect(await reached(c.container, a.v4, a.v6)).toEqual([false, false]);
    for (const { chain, of } of [
      { chain: foo, of: a },
      { chain: bar, of: c },
    ])
      await chain.firewall.check(of.container, of.result);
  }, 30_000);

  // Reference: firewall FW-11, FW-12
  test.each([false, true])(
    'isolated keeps all apart, bridged packets shown to the filter: %s',
    async (shown) => {
      await using host = await throwawayHost();
      await showBridged(host, shown);
      const own = { backend, ingressPolicy: 'isolated' };
      const [foo, bar] = [new FirewallChain(host, own, 1), new FirewallChain(host, own, 2)];
      const [a, b, c] = [await foo.attached(), await foo.attached(), await bar.attached()];
      expect(await reached(a.container, b.v4, b.v6, c.v4, c.v6)).toEqual([false, false, false, false]);
      expect(await reached(a.container, '10.1.0.1', 'fd00:1::1')).toEqual([true, true]);
      // By way of the gateway, where no bridge has anything to say.
      await a.container.ok(['ip', 'route', 'add', `${b.v4}/32`, 'via', '10.1.0.1']);
      await b.container.ok(['ip', 'route', 'add', `${a.v4}/32`, 'via', '10.1.0.1']);
      expect(await reached(a.container, b.v4)).toEqual([false]);
      await foo.firewall.check(a.container, a.result);
    },
    30_000,
  );
});

test('the gateway of a VLAN is what a policy stands for, not the bridge it is on', async () => {
  await using host = await throwawayHost();
  const chain = new FirewallChain(host, { backend: 'nftables', ingressPolicy: 'same-bridge' });
  const container = await host.container();
  const prevResult = {
    ...(await chain.bridge.add(container)),
    interfaces: [
      { name: 'cni1' },
      { name: 'veth0' },
      { name: 'eth0', sandbox: container.netns },
      { name: 'cni1.100' },
    ],
  };
  await chain.firewall.add(container, { prevResult });
  const { stdout } = await host.ok(['nft', 'list', 'set', 'inet', 'weft-firewall', 'between']);
  expect(stdout).toContain('elements = { "cni1.100" }');
});
