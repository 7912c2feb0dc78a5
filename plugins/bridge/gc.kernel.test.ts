import { difference } from '../../lib/testing/difference.ts';
import { type Snapshot, snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { attachments, BridgeNetwork, dual } from './testNetwork.ts';

/** The owners that anything on the host speaks of: "mynet:a:eth0". */
function ownersIn(state: Snapshot): string[] {
  return [
    ...new Set(
      state.flatMap((line) =>
        [...line.matchAll(/weft:bridge:(\w+:[\w.-]+:\w+)/g)].map(([, owner = '']) => owner),
      ),
    ),
  ].sort();
}

async function reservations(host: Host, network = 'mynet'): Promise<string[]> {
  const { stdout } = await host.run([
    'sh',
    '-c',
    `cd /var/lib/cni/networks/${network} && head -qn1 [0-9f]* | tr -d '\\r'`,
  ]);
  return stdout.split('\n').filter((id) => id !== '');
}

// Reference: 13 Masquerade
describe.each(['iptables', 'nftables'])('bridge GC (%s)', (ipMasqBackend) => {
  test('removes what belongs to no valid attachment, and nothing else', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { ipam: dual, ipMasq: true, ipMasqBackend });
    const other = new BridgeNetwork(host, {
      name: 'other',
      ipMasq: true,
      ipMasqBackend,
      isGateway: false,
      ipam: { type: 'host-local', subnet: '10.9.0.0/24' },
    });
    const [a, b, c] = [await host.container('a'), await host.container('b'), await host.container('c')];
    const results = { a: await net.add(a), c: await net.add(c) };
    const others = await other.add(a, { ifName: 'eth5' });
    await net.check(a, results.a); // the snapshot is of three attachments that work
    const before = (await snapshot(host, a, c)).filter((line) => !/last_reserved|netns/.test(line));
    await net.add(b);
    await b.remove();
    await net.gc(['a', 'c']);
    expect(
      difference(
        before,
        (await snapshot(host, a, c)).filter((line) => !/last_reserved|netns/.test(line)),
      ),
    ).toEqual([]);
    await net.gc(['a', 'c']);
    await net.check(a, results.a);
    await net.check(c, results.c);
    await other.check(a, others, { ifName: 'eth5' });
    expect(ownersIn(await snapshot(host))).toEqual(['mynet:a:eth0', 'mynet:c:eth0', 'other:a:eth5']);
  }, 20_000);

  test('tells attachments apart by container and interface together', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { ipam: dual, ipMasq: true, ipMasqBackend });
    const [a, b] = [await host.container('a'), await host.container('b')];
    for (const ifName of ['eth0', 'eth1']) for (const whom of [a, b]) await net.add(whom, { ifName });
    await net.gc(['a:eth1', 'b:eth0', 'nobody:eth7']);
    expect(ownersIn(await snapshot(host))).toEqual(['mynet:a:eth1', 'mynet:b:eth0']);
    expect((await a.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo', 'eth1']);
    expect((await reservations(host)).sort()).toEqual(['a', 'a', 'b', 'b']);
  }, 20_000);

  test('with an empty list removes all, the bridge and what entries share, twice', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { ipam: dual, ipMasq: true, ipMasqBackend });
    const before = (await snapshot(host)).filter((line) => !/forwarding|accept_ra|send_redirects/.test(line));
    for (const name of ['a', 'b']) {
      const container = await host.container(name);
      await net.add(container);
      await container.remove();
    }
    for (const time of ['first', 'second']) {
      await net.gc([]);
      const left = difference(
        before,
        (await snapshot(host)).filter((line) => !/forwarding|accept_ra|send_redirects/.test(line)),
      );
      expect({
        time,
        left: left.filter(
          (line) => !/ip_forward|networks(\/\.weft\S*|\/mynet(\/(lock|last_reserved_ip.\d))?)? /.test(line),
        ),
      }).toEqual({ time, left: [] });
      expect(await reservations(host)).toEqual([]);
    }
  }, 20_000);
});

describe('bridge GC', () => {
  test('keeps a bridge that it did not make, one that has another port, and one that another network uses', async () => {
    await using host = await throwawayHost();
    await host.ok(['ip', 'link', 'add', 'cni0', 'type', 'bridge']);
    const links = async () =>
      (await host.ipJson('link')).map(({ ifname = '' }) => ifname).filter((name) => !name.startsWith('veth'));
    await new BridgeNetwork(host).gc([]);
    expect(await links()).toEqual(['lo', 'cni0']);
    const [net, other] = [
      new BridgeNetwork(host, { bridge: 'br1' }),
      new BridgeNetwork(host, { name: 'other', bridge: 'br1' }),
    ];
    const [a, b] = [await host.container('a'), await host.container('b')];
    await net.add(a);
    await other.add(b);
    await net.gc([]);
    expect(await links()).toContain('br1');
    await host.ok(['ip', 'link', 'add', 'v0', 'master', 'br1', 'type', 'veth', 'peer', 'name', 'v1']);
    await other.gc([]);
    expect(await links()).toContain('br1');
    await host.ok(['ip', 'link', 'delete', 'v0']);
    await other.gc([]);
    expect(await links()).toEqual(['lo', 'cni0']);
  });

  test('refuses to guess when the list is missing or is no list, and changes nothing', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { ipMasq: true });
    await net.add(await host.container());
    const before = await snapshot(host);
    const key = 'cni.dev/valid-attachments';
    for (const wrong of [
      undefined,
      null,
      'all',
      {},
      [{ containerID: 'a' }],
      [{ containerID: 'a', ifname: 7 }],
      ['a'],
    ]) {
      const { code, msg } = await net.refused('GC', undefined, { conf: { [key]: wrong } });
      expect({ wrong, code, msg }).toEqual({ wrong, code: 7, msg: expect.stringContaining(key) });
    }
    expect(difference(before, await snapshot(host))).toEqual([]);
  });

  test('passes the very same stdin on to IPAM, once, and tells its failure after the own work', async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } } });
    const net = new BridgeNetwork(host, { ipam: { type: 'spy' }, ipMasq: true }, spies.path);
    await net.add(await host.container('a'));
    spies.forget();
    const text = JSON.stringify(
      net.conf({ conf: { 'cni.dev/valid-attachments': attachments(['b']) } }),
      undefined,
      3,
    );
    spies.plant('spy', { GC: { exit: 1, stdout: { code: 142, msg: 'disk full' } } });
    expect(await net.refused('GC', undefined, { conf: JSON.parse(text) })).toMatchObject({
      code: 105,
      details: 'spy GC: disk full',
    });
    expect(ownersIn(await snapshot(host))).toEqual([]);
    const [call, ...more] = spies.calls();
    expect(more).toEqual([]);
    expect(call).toMatchObject({
      command: 'GC',
      text: JSON.stringify(JSON.parse(text)),
      env: { CNI_COMMAND: 'GC' },
    });
  });
});
