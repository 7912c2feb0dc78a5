import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { type Fault, FaultyIp, ipLines } from '../../lib/testing/faultyIp.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { tapNetwork } from './testTap.ts';

const own = { bridge: 'br1', mtu: 1400, mac: '02:00:00:00:00:07', owner: 4321 };

describe.each<Fault>(['refused', 'ip-ends-before', 'ip-ends-after', 'killed-before', 'killed-after'])(
  'tap ADD, at whatever line something happens (%s)',
  (fault) => {
    test('leaves nothing, or nothing that DEL does not remove, and works the next time', async () => {
      await using host = await throwawayHost();
      using faulty = new FaultyIp();
      using spies = spyPlugins();
      const ips = [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }];
      spies.plant('spy', { ADD: { stdout: { ips, routes: [{ dst: '0.0.0.0/0' }] } } });
      const net = tapNetwork(host, { ipam: { type: 'spy' }, ...own }, spies.path);
      const container = await host.container();
      await container.ok(['ip', 'link', 'add', 'br1', 'type', 'bridge']);
      const before = await snapshot(host, container);
      const argv = [`${pluginsUnderTest}/tap`, 'add', container.id, container.netns, '--trace'];
      const env = { PATH: systemPath, CNI_PATH: spies.path };
      const { stderr } = await host.ok(argv, { input: JSON.stringify(net.conf()), env });
      await net.del(container);
      expect(ipLines(stderr).length).toBeGreaterThan(4);
      for (const line of ipLines(stderr)) {
        const { exitCode, signal } = await net.call('ADD', container, { env: faulty.env(fault, line) });
        const isKilled = fault.startsWith('killed');
        expect([line, exitCode, signal]).toEqual([line, ...(isKilled ? [null, 'SIGKILL'] : [1, null])]);
        if (isKilled) await net.del(container);
        expect({ line, left: difference(before, await snapshot(host, container)) }).toEqual({
          line,
          left: [],
        });
      }
      await net.check(container, await net.add(container));
    }, 120_000);
  },
);
