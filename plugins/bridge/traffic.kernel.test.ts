import { callPlugin, referencePlugins } from '../../lib/testing/callPlugin.ts';
import type { Place } from '../../lib/testing/place.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork, dual, succeeded } from './testNetwork.ts';

/** One packet and its answer, at once: what ADD returns must work without a second try. */
async function ping(from: Place, to: string): Promise<void> {
  await from.ok(['ping', '-n', '-c1', '-W2', to]);
}

async function reaches(from: Place, to: string): Promise<boolean> {
  return (await from.run(['ping', '-n', '-c1', '-W1', to])).exitCode === 0;
}

/** A namespace behind the host, 192.0.2.2 and fd00:99::2, that knows no way to the containers: it stands for the world. */
async function outside(host: Host): Promise<Container> {
  const world = await host.container('world');
  await host.ok(['ip', 'link', 'add', 'uplink', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'world']);
  const up = (link: string, n: number) =>
    `ip address add 192.0.2.${n}/24 dev ${link}; ip address add fd00:99::${n}/64 dev ${link} nodad; ip link set ${link} up`;
  await world.ok(['sh', '-ec', up('eth0', 2)]);
  await host.ok(['sh', '-ec', up('uplink', 1)]);
  return world;
}

const sensor = `table inet seen {
  set v4 { type ipv4_addr; flags dynamic; }
  set v6 { type ipv6_addr; flags dynamic; }
  chain input {
    type filter hook input priority 0;
    icmp type echo-request update @v4 { ip saddr }
    icmpv6 type echo-request update @v6 { ip6 saddr }
  }
}`;

/** The senders of echo requests that arrive at a place while `send` goes on. */
async function sendersSeen(place: Place, send: () => Promise<unknown>): Promise<string[]> {
  await place.ok(['nft', '-f', '-'], { input: sensor });
  await send();
  const { stdout } = await place.ok(['nft', '-j', 'list', 'table', 'inet', 'seen']);
  await place.ok(['nft', 'delete', 'table', 'inet', 'seen']);
  return [...stdout.matchAll(/"elem": \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
    list.replaceAll('"', '').split(', '),
  );
}

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

describe.each(['iptables', 'nftables'])('masquerade with %s', (ipMasqBackend) => {
  test('gives what leaves the subnet the address of the host, and nothing else', async () => {
    await using host = await throwawayHost();
    const world = await outside(host);
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
    await outside(host);
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
    const world = await outside(host);
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
