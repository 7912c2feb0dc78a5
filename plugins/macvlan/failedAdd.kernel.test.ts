import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { type Fault, FaultyIp, ipLines } from '../../lib/testing/faultyIp.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import type { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type SpyPlugins, spyPlugins } from '../../lib/testing/spyPlugins.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, macvlanNetwork } from './testMaster.ts';

let spies: SpyPlugins;
const given = {
  ips: [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }],
  routes: [{ dst: '0.0.0.0/0' }],
};
beforeEach(() => {
  spies = spyPlugins();
  spies.plant('spy', { ADD: { stdout: given } });
});
afterEach(() => spies[Symbol.dispose]());

async function network(host: Host): Promise<PluginNetwork> {
  await cable(host);
  return macvlanNetwork(host, { ipam: { type: 'spy' }, mtu: 1400, mac: '02:00:00:00:00:07' }, spies.path);
}

/** Every line that ADD hands to ip, as --trace tells. */
async function linesOfAdd(host: Host, net: PluginNetwork, container: Container): Promise<string[]> {
  const argv = [`${pluginsUnderTest}/macvlan`, 'add', container.id, container.netns, '--trace'];
  const env = { PATH: systemPath, CNI_PATH: spies.path };
  const { stderr } = await host.ok(argv, { input: JSON.stringify(net.conf()), env });
  await net.del(container);
  return ipLines(stderr);
}

describe.each<Fault>(['refused', 'ip-ends-before', 'ip-ends-after'])(
  'macvlan ADD, at whatever line ip fails (%s)',
  (fault) => {
    test('leaves nothing, gives the address back, and works the next time', async () => {
      await using host = await throwawayHost();
      using faulty = new FaultyIp();
      const net = await network(host);
      const container = await host.container();
      const lines = await linesOfAdd(host, net, container);
      expect(lines.length).toBeGreaterThan(4);
      const before = await snapshot(host, container);
      for (const line of lines) {
        spies.forget();
        const { code } = await net.refused('ADD', container, { env: faulty.env(fault, line) });
        const left = difference(before, await snapshot(host, container));
        const asked = spies.log().length % 2; // ADD is followed by DEL
        expect({ line, code, left, asked }).toEqual({ line, code: 100, left: [], asked: 0 });
      }
      await net.check(container, await net.add(container));
    }, 60_000);
  },
);

describe.each<Fault>(['killed-before', 'killed-after'])(
  'macvlan ADD, at whatever line it is killed (%s)',
  (fault) => {
    test('leaves nothing that DEL does not remove, and works the next time', async () => {
      await using host = await throwawayHost();
      using faulty = new FaultyIp();
      const net = await network(host);
      const container = await host.container();
      const lines = await linesOfAdd(host, net, container);
      const before = await snapshot(host, container);
      for (const line of lines) {
        const killed = await net.call('ADD', container, { env: faulty.env(fault, line) });
        expect([line, killed.signal, killed.stdout]).toEqual([line, 'SIGKILL', '']);
        await net.del(container);
        expect({ line, left: difference(before, await snapshot(host, container)) }).toEqual({
          line,
          left: [],
        });
      }
      await net.check(container, await net.add(container));
    }, 60_000);
  },
);

test.each([
  ['fails', { exit: 1, stdout: { cniVersion: '1.1.0', code: 142, msg: 'no more' } }, 142],
  ['gives no address', { stdout: { ips: [] } }, 103],
  ['gives an address twice', { stdout: { ips: [...given.ips, ...given.ips] } }, 100],
])('macvlan ADD leaves nothing where IPAM %s', async (_what, ADD, code) => {
  await using host = await throwawayHost();
  const net = await network(host);
  spies.plant('spy', { ADD });
  const container = await host.container();
  const before = await snapshot(host, container);
  expect(await net.refused('ADD', container)).toMatchObject({ code });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
  expect(spies.log()).toEqual(['spy ADD', 'spy DEL']);
});
