/**
 * CHECK of what is broken, and ADD that fails.
 *
 * @needs-kernel vlan
 */
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { type Fault, FaultyIp, ipLines } from '../../lib/testing/faultyIp.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { dual, trunk, vlanNetwork } from './testVlan.ts';

/** One damage after another, how, and what CHECK must say of it. */
const damages: [command: string, words: string[]][] = [
  ['ip link set m0 down', ['master "m0" is down']],
  [
    'ip link set m0 up; ip -n c1 link set eth0 down mtu 1300',
    ['container interface "eth0" is down', 'container interface "eth0" has MTU 1300, not 1500'],
  ],
  [
    'ip -n c1 address flush dev eth0',
    [
      'lacks the address 10.1.2.2/24',
      'lacks the address fd00:1::2/64',
      'the route to 192.0.2.0/24 is missing',
    ],
  ],
  [
    'ip -n c1 link delete eth0; ip link add link m9 name eth0 netns c1 type vlan id 7',
    [
      'container interface "eth0" has VLAN ID 7, not 5',
      'container interface "eth0" does not stand on master "m0"',
    ],
  ],
  ['ip -n c1 link delete eth0; ip -n c1 link add eth0 type bridge', ['is of kind "bridge", not "vlan"']],
  ['ip -n c1 link delete eth0', ['container interface "eth0" is missing']],
  ['rm /var/lib/cni/networks/mynet/10.1.2.2', ['10.1.2.2']],
];

test('vlan CHECK names what is broken', async () => {
  await using host = await throwawayHost();
  await trunk(host);
  await host.ok(['ip', 'link', 'add', 'm9', 'type', 'veth', 'peer', 'name', 'm8']);
  const net = vlanNetwork(host, { ipam: { ...dual, routes: [{ dst: '192.0.2.0/24' }] } });
  const container = await host.container('c1');
  const prevResult = await net.add(container);
  await net.check(container, prevResult);
  for (const [command, words] of damages) {
    await host.ok(['sh', '-ec', command]);
    const { msg, details = '' } = await net.refused('CHECK', container, { prevResult });
    const said = `${msg}\n${details}`;
    expect({ said, missing: words.filter((word) => !said.includes(word)) }).toEqual({ said, missing: [] });
  }
});

test('vlan ADD, at whatever line ip fails, leaves nothing; killed, nothing that DEL does not remove', async () => {
  await using host = await throwawayHost();
  using faulty = new FaultyIp();
  using spies = spyPlugins();
  const ips = [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }];
  spies.plant('spy', { ADD: { stdout: { ips, routes: [{ dst: '0.0.0.0/0' }] } } });
  await trunk(host);
  const net = vlanNetwork(host, { ipam: { type: 'spy' }, mtu: 1400 }, spies.path);
  const container = await host.container();
  const before = await snapshot(host, container);
  const argv = [`${pluginsUnderTest}/vlan`, 'add', container.id, container.netns, '--trace'];
  const env = { PATH: systemPath, CNI_PATH: spies.path };
  const { stderr } = await host.ok(argv, { input: JSON.stringify(net.conf()), env });
  await net.del(container);
  const lines = ipLines(stderr);
  expect(lines.length).toBeGreaterThan(4);
  // What follows the first two is the same in all such plugins: plugins/macvlan is killed at every line.
  const killed = lines.slice(0, 2).map((line): [Fault, string] => ['killed-after', line]);
  for (const [fault, line] of [...lines.map((line): [Fault, string] => ['refused', line]), ...killed]) {
    spies.forget();
    const { exitCode, signal } = await net.call('ADD', container, { env: faulty.env(fault, line) });
    expect([line, exitCode, signal]).toEqual([
      line,
      ...(fault === 'refused' ? [1, null] : [null, 'SIGKILL']),
    ]);
    if (fault !== 'refused') await net.del(container);
    const asked = (command: string) => spies.log().filter((call) => call === `spy ${command}`).length;
    expect({ line, reserved: asked('ADD') > asked('DEL') }).toEqual({ line, reserved: false });
    const left = difference(before, await snapshot(host, container));
    expect({ line, left }).toEqual({ line, left: [] });
  }
  await net.check(container, await net.add(container));
});
