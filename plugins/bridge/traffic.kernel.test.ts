import { callPlugin, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { tentativeAddresses } from '../../lib/testing/links.ts';
import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping, reaches, sendByTcp, sendersSeen } from '../../lib/testing/traffic.ts';
import { BridgeNetwork, dual, succeeded } from './testNetwork.ts';

describe('containers on a bridge', () => {
  test('reach each other, the gateway and the host, at once, and the host reaches them', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { ipam: dual });
    const [a, b] = [await host.container(), await host.container()];
    await net.add(a);
    await net.add(b);
    for (const to of ['10.1.2.3', 'fd00:1::3', '10.1.2.1', 'fd00:1::1']) await ping(a, to);
    for (const to of ['10.1.2.2', 'fd00:1::2']) await ping(b, to);
    for (const to of ['10.1.2.2', '10.1.2.3', 'fd00:1::2', 'fd00:1::3']) await ping(host, to);
  });

  test('are reached from outside at once, through a bridge that has just been made or had no port for a while', async () => {
    await using host = await throwawayHost();
    const world = await outsideWorld(host);
    for (const via of ['10.1.2.0/24 via 192.0.2.1', 'fd00:1::/64 via fd00:99::1'])
      await world.ok(['ip', 'route', 'add', ...via.split(' ')]);
    const net = new BridgeNetwork(host, { ipam: dual, isDefaultGateway: true });
    const [first, next] = [await host.container(), await host.container()];
    await net.add(first);
    for (const to of ['fd00:1::2', '10.1.2.2']) expect([to, await reaches(world, to)]).toEqual([to, true]);
    expect(await tentativeAddresses(host, 'cni0')).toEqual([]);
    expect(await sendByTcp(world, first, 'fd00:1::2')).toBe('hello\n');
    await net.del(first);
    await net.add(next);
    for (const to of ['fd00:1::3', '10.1.2.3']) expect([to, await reaches(world, to)]).toEqual([to, true]);
  });

  test('answer for an address at once that another container has had before', async () => {
    await using host = await throwawayHost();
    const ranges = [
      [{ subnet: '10.1.2.0/24', rangeStart: '10.1.2.2', rangeEnd: '10.1.2.2' }],
      [{ subnet: 'fd00:1::/64', rangeStart: 'fd00:1::2', rangeEnd: 'fd00:1::2' }],
    ];
    const net = new BridgeNetwork(host, { ipam: { type: 'host-local', ranges } });
    for (const name of ['a', 'b', 'c']) {
      const container = await host.container(name);
      await net.add(container);
      for (const to of ['10.1.2.2', 'fd00:1::2']) await ping(host, to);
      await net.del(container);
    }
  });

  test('hear their own broadcasts in hairpin mode only', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host);
    const heard = async (hairpinMode: boolean) => {
      const container = await host.container();
      const mac = (await net.add(container, { conf: { hairpinMode } })).interfaces?.[2]?.mac;
      const sensor = `table netdev own { chain c { type filter hook ingress device eth0 priority 0; ether saddr ${mac} counter name "n"; }; counter n { }; }`;
      await container.ok(['nft', '-f', '-'], { input: sensor });
      await reaches(container, '10.1.2.200');
      const { stdout } = await container.ok(['nft', 'list', 'counter', 'netdev', 'own', 'n']);
      return !stdout.includes('packets 0 ');
    };
    expect([await heard(true), await heard(false)]).toEqual([true, false]);
  });

  test('of a network without gateway and IPAM talk by addresses of their own', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { isGateway: false, ipam: {} });
    const [a, b] = [await host.container(), await host.container()];
    for (const [n, container] of [a, b].entries()) {
      await net.add(container);
      await container.ok(['ip', 'address', 'add', `10.7.0.${n + 1}/24`, 'dev', 'eth0']);
    }
    await ping(a, '10.7.0.2');
  });

  test('made by the reference and by us talk to each other', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { cniVersion: '1.0.0' });
    const [theirs, ours] = [await host.container(), await host.container()];
    const by = {
      host,
      type: 'bridge',
      cniPath: referencePlugins,
      containerId: theirs.id,
      netns: theirs.netns,
      ifName: 'eth0',
    };
    succeeded(await callPlugin({ ...by, command: 'ADD', conf: net.conf() }));
    await net.add(ours);
    await ping(theirs, '10.1.2.3');
    await ping(ours, '10.1.2.2');
  });
});

// Reference: bridge 3.7 no. 35
test('masquerade without a backend named is there while the container is', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host, { ipam: dual, ipMasq: true });
  const container = await host.container();
  const rules = async () => (await host.ok(['iptables-save', '-t', 'nat'])).stdout;
  const result = await net.add(container);
  expect(await rules()).toContain('weft:bridge:mynet:c1:eth0');
  await net.del(container, { prevResult: result });
  expect(await rules()).not.toContain('weft:bridge:mynet:c1:eth0');
});

// Reference: bridge 3.7 no. 36 and 37
describe.each(['iptables', 'nftables'])('masquerade with %s', (ipMasqBackend) => {
  test('gives what leaves the subnet the address of the host, and nothing else', async () => {
    await using host = await throwawayHost();
    const world = await outsideWorld(host);
    const net = new BridgeNetwork(host, { ipam: dual, isDefaultGateway: true });
    const [hidden, open] = [await host.container('hidden'), await host.container('open')];
    await net.add(hidden, { conf: { ipMasq: true, ipMasqBackend } });
    await net.add(open);
    const seen = await sendersSeen(world, async () => {
      await ping(hidden, '192.0.2.2');
      await ping(hidden, 'fd00:99::2');
    });
    expect(seen).toEqual(['192.0.2.1', 'fd00:99::1']);
    expect(
      await sendersSeen(world, () => Promise.all([reaches(open, '192.0.2.2'), reaches(open, 'fd00:99::2')])),
    ).toEqual(['10.1.2.3', 'fd00:1::3']);
    expect(
      await sendersSeen(open, () => Promise.all([ping(hidden, '10.1.2.3'), ping(hidden, 'fd00:1::3')])),
    ).toEqual(['10.1.2.2', 'fd00:1::2']);
    await net.del(hidden, { conf: { ipMasq: true, ipMasqBackend } });
    expect((await host.ok(['nft', 'list', 'ruleset'])).stdout).not.toContain('weft:bridge:mynet:hidden');
  }, 30_000);

  test('of one interface ends with it, of the other goes on', async () => {
    await using host = await throwawayHost();
    await outsideWorld(host);
    const net = new BridgeNetwork(host, { ipam: dual, ipMasq: true, ipMasqBackend });
    const container = await host.container();
    const first = await net.add(container, { conf: { isDefaultGateway: true } });
    await net.add(container, { ifName: 'eth1' });
    await net.del(container, { ifName: 'eth1' });
    await ping(container, '192.0.2.2');
    await ping(container, 'fd00:99::2');
    await net.check(container, first, { conf: { isDefaultGateway: true } });
  }, 20_000);

  test('leaves multicast alone, and works beside rules of others', async () => {
    await using host = await throwawayHost();
    const world = await outsideWorld(host);
    await host.ok([
      'sh',
      '-ec',
      'iptables -t nat -A POSTROUTING -s 10.200.0.0/16 -j MASQUERADE; nft add table inet theirs; nft "add chain inet theirs c { type filter hook forward priority 0 ; }"',
    ]);
    const net = new BridgeNetwork(host, { ipam: dual, isDefaultGateway: true, ipMasq: true, ipMasqBackend });
    const container = await host.container();
    await net.add(container);
    await ping(container, '192.0.2.2');
    const ruleset = (await host.ok(['nft', 'list', 'ruleset'])).stdout;
    expect(ruleset).toContain('10.200.0.0/16');
    expect(ruleset).toContain('table inet theirs');
    expect(ruleset).toMatch(/ip daddr 224\.0\.0\.0\/4 .*return/);
    expect(await reaches(world, '10.1.2.2')).toBe(false);
  }, 20_000);
});
