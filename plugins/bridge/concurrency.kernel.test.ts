import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { type Snapshot, snapshot } from '../../lib/testing/snapshot.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork, dual } from './testNetwork.ts';

const own = { ipam: dual, isDefaultGateway: true, ipMasq: true };

async function containers(host: Host, count: number): Promise<Container[]> {
  const all: Container[] = [];
  for (let i = 0; i < count; i++) all.push(await host.container());
  return all;
}

/** Lines that speak of one attachment. */
function ofAttachments(state: Snapshot): string[] {
  return state.filter((line) =>
    / link veth|weft:bridge:mynet|file \/var\/lib\/cni\/networks\/mynet\/[\da-f.:]+ /.test(line),
  );
}

describe.each(['iptables', 'nftables'])('bridge, 20 calls at once (%s)', (ipMasqBackend) => {
  test('attaches all to a host on which nothing was, and detaches all', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { ...own, ipMasqBackend });
    const all = await containers(host, 20);
    const results = await Promise.all(all.map((container) => net.add(container)));
    expect(new Set(results.flatMap(({ ips }) => ips?.map(({ address }) => address))).size).toBe(40);
    expect(new Set(results.map(({ interfaces }) => interfaces?.[0]?.mac)).size).toBe(1);
    const state = await snapshot(host);
    const entries = state.filter((line) =>
      / nat -A POSTROUTING .*-j WEFT-MASQ|rule inet weft postrouting .*@masq/.test(line),
    );
    expect(entries).toHaveLength(2);
    expect(
      state.filter((line) => / nat -A WEFT-MASQ .*RETURN|rule inet weft postrouting .*return/.test(line)),
    ).toHaveLength(2);
    await Promise.all(all.map((container, i) => net.check(container, results[i])));
    await Promise.all(all.map((container, i) => net.del(container, i % 2 ? { prevResult: results[i] } : {})));
    expect(ofAttachments(await snapshot(host))).toEqual([]);
    await net.gc([]);
    expect((await host.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo']);
  }, 60_000);

  test('lets at most one of several ADDs of one attachment win, and the others leave nothing', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { ...own, ipMasqBackend });
    const container = await host.container();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => net.call('ADD', container)));
    const won = outcomes.filter(({ exitCode }) => exitCode === 0);
    expect(won.length).toBeLessThanOrEqual(1);
    const lost = outcomes.flatMap(({ json }) =>
      json?.code === undefined ? [] : [`${json.code} ${json.msg}`],
    );
    for (const text of lost) expect(text).toMatch(/^(102|104) /); // link or address was taken
    if (won.length === 1) await net.check(container, won[0]?.json);
    else expect(ofAttachments(await snapshot(host))).toEqual([]);
    await net.del(container);
    expect(ofAttachments(await snapshot(host))).toEqual([]);
  }, 30_000);
});

test('bridge, 8 calls at once after a flush of POSTROUTING, enters its chain once', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host, { ...own, ipMasqBackend: 'iptables' });
  await net.add(await host.container());
  await host.ok(['sh', '-ec', 'iptables -t nat -F POSTROUTING; ip6tables -t nat -F POSTROUTING']);
  const all = await containers(host, 8);
  await Promise.all(all.map((container) => net.add(container)));
  for (const tool of ['iptables', 'ip6tables']) {
    const { stdout } = await host.ok([tool, '-t', 'nat', '-S', 'POSTROUTING']);
    expect(stdout.match(/-j WEFT-MASQ/g)).toHaveLength(1);
  }
}, 30_000);

describe('bridge, ADD and DEL at once', () => {
  test('leaves exactly those who came to stay', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, own);
    const [staying, leaving] = [await containers(host, 8), await containers(host, 8)];
    const old = await Promise.all(leaving.map((container) => net.add(container)));
    const both = [
      ...leaving.map((container, i) => net.del(container, { prevResult: old[i] })),
      ...staying.map((container) => net.add(container)),
    ];
    const results = (await Promise.all(both)).slice(leaving.length);
    await Promise.all(staying.map((container, i) => net.check(container, results[i])));
    expect(await host.ipJson('link', 'show', 'type', 'veth')).toHaveLength(8);
  }, 60_000);
});

describe('bridge, killed with all its programs after some milliseconds', () => {
  test.each(['ADD', 'DEL'])(
    '%s leaves nothing that DEL does not remove',
    async (command) => {
      await using host = await throwawayHost();
      const net = new BridgeNetwork(host, own);
      const first = await host.container();
      await net.del(first, { prevResult: await net.add(first) });
      for (let ms = 4; ms <= 60; ms += 4) {
        const container = await host.container(`k${ms}`);
        if (command === 'DEL') await net.add(container);
        await killed(net, command, container, ms);
        await net.del(container);
        expect({ ms, left: ofAttachments(await snapshot(host)) }).toEqual({ ms, left: [] });
        const result = await net.add(container);
        await net.check(container, result);
        await net.del(container, { prevResult: result });
        await container.remove();
      }
    },
    60_000,
  );
});

/** A call that is killed, with whatever it has started, unless it has ended before. */
async function killed(net: BridgeNetwork, command: string, container: Container, ms: number): Promise<void> {
  const env = {
    PATH: systemPath,
    CNI_COMMAND: command,
    CNI_CONTAINERID: container.id,
    CNI_NETNS: container.netns,
    CNI_IFNAME: 'eth0',
    CNI_PATH: pluginsUnderTest,
  };
  const argv = ['timeout', '--signal=KILL', `${ms / 1000}`, `${pluginsUnderTest}/bridge`];
  await net.host.run(argv, { env, input: JSON.stringify(net.conf()) });
}
