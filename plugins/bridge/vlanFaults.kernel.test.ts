/*
 * bridge with VLANs: failed ADD, GC and CHECK.
 *
 * @needs-kernel vlan_filtering
 */
import { difference } from '../../lib/testing/difference.ts';
import { linesOfAdd } from '../../lib/testing/linesOfAdd.ts';
import { needs } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { FaultyIp } from './testFaults.ts';
import { BridgeNetwork } from './testNetwork.ts';
import { forward } from './testVlans.ts';

beforeAll(() => needs('ip', 'bridge'));

const own = { vlan: 100, vlanTrunk: [{ id: 200 }] };

async function linkNames(host: Host): Promise<string[]> {
  return (await host.ipJson('link')).map(({ ifname = '' }) => ifname.replace(/^veth.*/, 'veth'));
}

test('bridge ADD in a VLAN leaves nothing, whatever line is refused, and works the next time', async () => {
  await using host = await throwawayHost();
  using faulty = new FaultyIp();
  using spies = spyPlugins();
  spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } } });
  const net = new BridgeNetwork(host, { ...own, ipam: { type: 'spy' } }, spies.path);
  const container = await host.container();
  await forward(host);
  const lines = await linesOfAdd(host, net.conf(), container, spies.path);
  await net.del(container);
  await net.gc([]);
  const before = await snapshot(host, container);
  const about = lines.filter((line) => /vlan|cni0\.100|vethe2053ad03b0/.test(line));
  expect(about.filter((line) => line.startsWith('vlan '))).toHaveLength(5);
  for (const line of about) {
    await net.refused('ADD', container, { env: faulty.env('refused', line) });
    expect({ line, left: difference(before, await snapshot(host, container)) }).toEqual({ line, left: [] });
  }
  await net.check(container, await net.add(container));
}, 600_000);

test('bridge GC removes the gateway of a VLAN when nobody is in it, and the bridge with the last one', async () => {
  await using host = await throwawayHost();
  const network = (name: string, vlan: number, n: number) =>
    new BridgeNetwork(host, { name, vlan, ipam: { type: 'host-local', subnet: `10.${n}.0.0/24` } });
  const [one, other, same] = [network('one', 100, 1), network('other', 200, 2), network('one-too', 100, 1)];
  const [a, b, c] = [await host.container(), await host.container(), await host.container()];
  await one.add(a);
  const told = await other.add(b);
  await one.gc([]); // a was valid and is not any more
  expect((await linkNames(host)).sort()).toEqual(['cni0', 'cni0.200', 'lo', 'veth', 'veth']);
  await other.check(b, told);
  await one.add(a);
  await one.del(a);
  const stays = await same.add(c);
  await one.gc([]); // the other network of this VLAN has a container
  await same.check(c, stays);
  for (const net of [same, other]) await net.gc([]);
  expect(await linkNames(host)).toEqual(['lo']);
}, 120_000);

/** What is broken, how, how it is mended, and what CHECK must say. PORT: the host's end. GATE: the gateway's port. */
const damages: [command: string, mend: string, words: string][] = [
  ['bridge vlan del dev PORT vid 200', 'bridge vlan add dev PORT vid 200', 'lacks VLAN 200 tagged'],
  ['bridge vlan add dev PORT vid 300', 'bridge vlan del dev PORT vid 300', 'has VLAN 300 tagged'],
  [
    'bridge vlan add dev PORT vid 100',
    'bridge vlan add dev PORT vid 100 pvid untagged',
    'lacks VLAN 100 untagged',
  ],
  [
    'bridge vlan del dev GATE vid 100',
    'bridge vlan add dev GATE vid 100 pvid untagged',
    'of the gateway lacks VLAN 100 untagged',
  ],
  [
    'ip link set GATE nomaster',
    'ip link set GATE master cni0; bridge vlan del dev GATE vid 1; bridge vlan add dev GATE vid 100 pvid untagged',
    'is no port of bridge "cni0"',
  ],
  ['ip link set cni0.100 down', 'ip link set cni0.100 up', 'gateway "cni0.100" is down'],
  [
    'ip address del 10.1.2.1/24 dev cni0.100',
    'ip address add 10.1.2.1/24 brd + dev cni0.100',
    'gateway "cni0.100" lacks the address 10.1.2.1/24',
  ],
  [
    'ip link set cni0 type bridge vlan_filtering 0',
    'ip link set cni0 type bridge vlan_filtering 1',
    'bridge "cni0" does not filter VLANs',
  ],
  ['ip link delete cni0.100', ':', 'gateway "cni0.100" is missing'],
];

test('bridge CHECK names what is broken of VLANs', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host, own);
  const container = await host.container();
  const prevResult = await net.add(container);
  const port = prevResult.interfaces?.[1]?.name ?? '';
  const ports = await host.ipJson('link', 'show', 'master', 'cni0');
  const gate = ports.find(({ ifname }) => ifname !== port)?.ifname ?? '';
  const run = (command: string) =>
    host.ok(['sh', '-ec', command.replaceAll('PORT', port).replaceAll('GATE', gate)]);
  for (const [command, mend, words] of damages) {
    await run(command);
    const { code, details } = await net.refused('CHECK', container, { prevResult });
    expect([command, code, details]).toEqual([command, 101, expect.stringContaining(words)]);
    await run(mend);
    if (mend !== ':') await net.check(container, prevResult);
  }
  const next = await host.container();
  await net.check(next, await net.add(next)); // makes the gateway anew
  await net.check(container, { ...prevResult, interfaces: prevResult.interfaces?.slice(0, 3) });
}, 240_000);
