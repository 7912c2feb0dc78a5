import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type SpyPlugins, spyPlugins } from '../../lib/testing/spyPlugins.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { type Fault, FaultyIp, ipLines } from './testFaults.ts';
import { BridgeNetwork } from './testNetwork.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = spyPlugins();
  spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }] } } });
});
afterEach(() => spies[Symbol.dispose]());

function network(host: Host): BridgeNetwork {
  const own = { ipam: { type: 'spy' }, isDefaultGateway: true, ipMasq: true, hairpinMode: true };
  return new BridgeNetwork(host, own, spies.path);
}

/** Every line that ADD hands to ip on a fresh host, as --trace tells. */
async function linesOfAdd(host: Host, net: BridgeNetwork, container: Container): Promise<string[]> {
  const argv = [`${pluginsUnderTest}/bridge`, 'add', container.id, container.netns, '--trace'];
  const { stderr } = await host.ok(argv, {
    input: JSON.stringify(net.conf()),
    env: { PATH: systemPath, CNI_PATH: spies.path },
  });
  await net.del(container);
  await net.gc([]);
  return ipLines(stderr);
}

describe.each<Fault>(['refused', 'ip-ends-before', 'ip-ends-after'])(
  'bridge ADD, at whatever line ip fails (%s)',
  (fault) => {
    test('leaves nothing, and works the next time', async () => {
      await using host = await throwawayHost();
      using faulty = new FaultyIp();
      const net = network(host);
      const container = await host.container();
      const lines = await linesOfAdd(host, net, container);
      expect(lines.length).toBeGreaterThan(12);
      const before = await snapshot(host, container);
      for (const line of lines) {
        const { code } = await net.refused('ADD', container, { env: faulty.env(fault, line) });
        const left = difference(before, await snapshot(host, container));
        expect({ line, code, left }).toEqual({
          line,
          code: line.startsWith('link add') ? expect.any(Number) : 100,
          left: [],
        });
      }
      await net.check(container, await net.add(container));
    }, 60_000);
  },
);

test('bridge ADD makes the bridge anew when somebody removes it between the look at it and the link', async () => {
  await using host = await throwawayHost();
  using faulty = new FaultyIp();
  const net = network(host);
  const [first, second] = [await host.container(), await host.container()];
  await net.del(first, { prevResult: await net.add(first) });
  const lost = faulty.env('bridge-lost', 'link add name veth*');
  const result = await net.add(second, { env: lost });
  await net.check(second, result);
  expect(spies.log().filter((call) => call === 'spy ADD')).toHaveLength(2);
}, 30_000);

describe.each<Fault>(['killed-before', 'killed-after'])(
  'bridge ADD, at whatever line it is killed (%s)',
  (fault) => {
    test('leaves nothing that DEL does not remove, and works the next time', async () => {
      await using host = await throwawayHost();
      using faulty = new FaultyIp();
      const net = network(host);
      const container = await host.container();
      const lines = await linesOfAdd(host, net, container);
      const before = await snapshot(host, container);
      for (const line of lines) {
        const killed = await net.call('ADD', container, { env: faulty.env(fault, line) });
        expect([line, killed.signal, killed.stdout]).toEqual([line, 'SIGKILL', '']);
        await net.del(container);
        await net.check(container, await net.add(container));
        await net.del(container);
        await net.gc([]);
        // A bridge that has not been labelled yet could be anybody's.
        if (/^link add name cni0|alias weft:bridge$/.test(line))
          await host.run(['ip', 'link', 'delete', 'cni0']);
        const left = difference(before, await snapshot(host, container));
        expect({ line, left }).toEqual({ line, left: [] });
      }
    }, 60_000);
  },
);
