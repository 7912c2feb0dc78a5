import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork, v4, type Whom } from './testNetwork.ts';

describe('bridge ADD changes nothing for a CNI_NETNS that', () => {
  test('is no namespace of a container', async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    spies.plant('spy');
    const net = new BridgeNetwork(host, { ipam: { type: 'spy' }, ipMasq: true }, spies.path);
    const container = await host.container();
    await host.ok([
      'sh',
      '-ec',
      'touch /run/file /run/uts; mkdir /run/folder; mkfifo /run/pipe; mount --bind /proc/1/ns/uts /run/uts',
    ]);
    const before = await snapshot(host, container);
    const cases: [string, number, string][] = [
      ['/run/netns/nobody', 4, 'does not exist'],
      ['/run/netns/nobody/at/all', 4, 'does not exist'],
      ['/run/folder', 4, 'is a directory'],
      ['/run/file', 4, 'is not a namespace'],
      ['/run/pipe', 4, 'is not a namespace'],
      ['/proc/1/ns/uts', 4, 'is a namespace of another kind (uts)'],
      ['/run/uts', 4, 'is not a network namespace'],
      ['/proc/99999999/ns/net', 4, 'does not exist'],
      ['/proc/1/ns/net', 4, "is the plugin's own network namespace"],
      ['/proc/self/ns/net', 4, "is the plugin's own network namespace"],
    ];
    for (const [netns, code, words] of cases) {
      const whom: Whom = { id: 'c1', netns };
      const error = await net.refused('ADD', whom);
      expect([netns, error.code, error.msg]).toEqual([netns, code, expect.stringContaining(words)]);
      expect(error.msg).toContain(netns);
    }
    expect(difference(before, await snapshot(host, container))).toEqual([]);
    expect(spies.log()).toEqual([]);
  });

  test('is its own, unless CNI_NETNS_OVERRIDE says that it may be', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, { ipam: v4 });
    const own = { id: 'c1', netns: host.netns };
    const result = await net.add(own, { env: { CNI_NETNS_OVERRIDE: '1' } });
    expect((await host.ipJson('address', 'show', 'dev', 'eth0'))[0]?.addr_info?.[0]?.local).toBe('10.1.2.2');
    await net.del(own, { env: { CNI_NETNS_OVERRIDE: 'true' }, prevResult: result });
    expect((await host.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo', 'cni0']);
  });
});
