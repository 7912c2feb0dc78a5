/**
 * CHECK of what is broken, and ADD that fails.
 *
 * @needs-kernel dummy
 */
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { type Fault, FaultyIp, ipLines } from '../../lib/testing/faultyIp.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { dual, dummyNetwork } from './testDummy.ts';

/** What is broken, how, and what CHECK must say of it. */
const damages: [what: string, command: string, words: string][] = [
  ['the link is gone', 'ip -n c1 link delete eth0', 'container interface "eth0" is missing'],
  ['the link is down', 'ip -n c1 link set eth0 down', 'container interface "eth0" is down'],
  [
    'an address',
    'ip -n c1 address delete 10.1.2.2/24 dev eth0',
    'container interface "eth0" lacks the address 10.1.2.2/24',
  ],
  ['an IPv6 address', 'ip -n c1 address delete fd00:1::2/64 dev eth0', 'lacks the address fd00:1::2/64'],
  ['a route', 'ip -n c1 route delete 192.0.2.0/24', 'the route to 192.0.2.0/24 is missing'],
  [
    'the MAC',
    'ip -n c1 link set eth0 address 02:00:00:00:00:99',
    'container interface "eth0" has MAC 02:00:00:00:00:99, not',
  ],
  ['the MTU', 'ip -n c1 link set eth0 mtu 1300', 'container interface "eth0" has MTU 1300, not 1500'],
  [
    'the kind',
    'ip -n c1 link delete eth0; ip -n c1 link add eth0 type bridge',
    'is of kind "bridge", not "dummy"',
  ],
  ['the reservation', 'rm /var/lib/cni/networks/mynet/10.1.2.2', '10.1.2.2'],
];

test('dummy CHECK names what is broken', async () => {
  await using host = await throwawayHost();
  const net = dummyNetwork(host, { ipam: { ...dual, routes: [{ dst: '192.0.2.0/24' }] } });
  for (const [what, command, words] of damages) {
    const container = await host.container('c1');
    const result = await net.add(container);
    await host.ok(['sh', '-ec', command]);
    const { msg, details = '' } = await net.refused('CHECK', container, { prevResult: result });
    expect({ what, said: `${msg}\n${details}` }).toEqual({ what, said: expect.stringContaining(words) });
    await net.del(container);
    await container.remove();
    await host.ok(['rm', '-rf', '/var/lib/cni/networks']);
  }
}, 240_000);

describe.each<Fault>(['refused', 'killed-after'])(
  'dummy ADD, at whatever line something happens (%s)',
  (fault) => {
    test('leaves nothing, or nothing that DEL does not remove, and works the next time', async () => {
      await using host = await throwawayHost();
      using faulty = new FaultyIp();
      using spies = spyPlugins();
      const ips = [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }];
      spies.plant('spy', { ADD: { stdout: { ips, routes: [{ dst: '0.0.0.0/0' }] } } });
      const net = dummyNetwork(host, { ipam: { type: 'spy' } }, spies.path);
      const container = await host.container();
      const before = await snapshot(host, container);
      const argv = [`${pluginsUnderTest}/dummy`, 'add', container.id, container.netns, '--trace'];
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
    }, 240_000);
  },
);
