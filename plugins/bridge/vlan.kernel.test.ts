/*
 * bridge with VLANs: ports, gateways and real frames (bridge 3.7 no. 9 to 20).
 *
 * @needs-kernel vlan_filtering vlan
 */
import { versions } from '../../lib/spec/version.ts';
import { difference } from '../../lib/testing/difference.ts';
import { needs } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping, reaches } from '../../lib/testing/traffic.ts';
import { addressesOf, ipam } from './testLinks.ts';
import { BridgeNetwork, dual } from './testNetwork.ts';
import { forward, vlansOf } from './testVlans.ts';

beforeAll(() => needs('ip', 'bridge', 'ping'));

const layer2 = { isGateway: false, ipam: {} };
const trunk = [{ id: 101 }, { minID: 200, maxID: 210 }];
const tagged = ['101', '200-210'];

/** What the port must be in: "100 PVID untagged". */
const ports: [no: string, conf: Record<string, unknown>, vlans: string[]][] = [
  ['9 and 12', { vlan: 100 }, ['100 native']],
  ['10', { vlanTrunk: trunk }, ['1 native', ...tagged]],
  ['11', { vlan: 100, vlanTrunk: trunk }, ['100 native', ...tagged]],
  ['12, kept', { vlan: 100, preserveDefaultVlan: true }, ['1 untagged', '100 native']],
];

test('bridge puts a port of layer 2 into exactly its VLANs (no. 9 to 12), CHECK and DEL follow', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host, layer2);
  for (const [no, conf, vlans] of ports) {
    const container = await host.container();
    const result = await net.add(container, { conf });
    const port = result.interfaces?.[1]?.name ?? '';
    expect({ no, vlans: (await vlansOf(host, port)).sort() }).toEqual({ no, vlans: [...vlans].sort() });
    expect(result.interfaces).toHaveLength(3);
    await net.check(container, result, { conf });
    await net.del(container, { conf });
  }
  const [bridge] = await host.ipJson('-d', 'link', 'show', 'dev', 'cni0');
  expect(bridge?.linkinfo?.info_data).toMatchObject({ vlan_filtering: 1 });
}, 120_000);

const gateways: [no: string, ranges: string[], addresses: string[]][] = [
  ['13, 17', ['10.1.2.0/24'], ['10.1.2.1/24']],
  ['14, 18', ['2001:db8::/64'], ['2001:db8::1/64']],
  ['15, 19', ['192.168.0.0/24', 'fd00:1::/64'], ['192.168.0.1/24', 'fd00:1::1/64']],
  [
    '16, 20',
    ['192.168.0.0/24', 'fd00:1::/64', 'fd00:2::/64'],
    ['192.168.0.1/24', 'fd00:1::1/64', 'fd00:2::1/64'],
  ],
];

test.each([true, false])(
  'bridge has the gateway of a VLAN on an interface of its own (no. 13 to 20), default VLAN kept: %s',
  async (preserveDefaultVlan) => {
    await using host = await throwawayHost();
    const expected = preserveDefaultVlan ? ['1 untagged', '100 native'] : ['100 native'];
    for (const [no, ranges, addresses] of gateways) {
      const own = { isDefaultGateway: true, vlan: 100, preserveDefaultVlan, ipam: ipam(ranges) };
      const net = new BridgeNetwork(host, own);
      const container = await host.container();
      const result = await net.add(container);
      const [bridge, port, eth0, gateway] = result.interfaces?.map(({ name }) => name) ?? [];
      expect([no, bridge, eth0, gateway, result.interfaces?.length]).toEqual([
        no,
        'cni0',
        'eth0',
        'cni0.100',
        4,
      ]);
      expect((await addressesOf(host, 'cni0.100')).sort()).toEqual([...addresses].sort());
      expect(await addressesOf(host, 'cni0')).toEqual([]);
      const gatewayPort = (await host.ipJson('link', 'show', 'master', 'cni0')).find(
        (p) => p.ifname !== port,
      );
      for (const name of [port, gatewayPort?.ifname])
        expect(await vlansOf(host, name ?? '')).toEqual(expected);
      for (const address of addresses) await ping(container, address.split('/')[0] ?? '');
      await net.check(container, result);
      await net.del(container);
      await net.gc([]);
      expect((await host.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo']);
    }
  },
  240_000,
);

test('bridge makes the gateway of a VLAN once, in all versions, and those that cannot tell it as well', async () => {
  await using host = await throwawayHost();
  for (const cniVersion of versions) {
    const net = new BridgeNetwork(host, { cniVersion, vlan: 100, ipam: dual });
    const container = await host.container();
    const result = await net.add(container);
    await ping(container, '10.1.2.1');
    await ping(container, 'fd00:1::1');
    if (cniVersion >= '0.4.0') await net.check(container, result);
    if (cniVersion >= '0.3.0') expect(result.interfaces?.[3]).toMatchObject({ name: 'cni0.100' });
    await net.del(container);
  }
  expect(await host.ipJson('link', 'show', 'master', 'cni0')).toHaveLength(1);
}, 240_000);

test('frames stay in their VLAN, and a trunk passes those with the tags of its own', async () => {
  await using host = await throwawayHost();
  const net = new BridgeNetwork(host, layer2);
  const join = async (n: number, conf: object): Promise<Container> => {
    const container = await host.container();
    await net.add(container, { conf: { ...conf } });
    await container.ok(['ip', 'address', 'add', `10.7.0.${n}/24`, 'dev', 'eth0']);
    return container;
  };
  const [a] = [await join(1, { vlan: 100 }), await join(2, { vlan: 100 }), await join(3, { vlan: 200 })];
  await ping(a, '10.7.0.2');
  expect(await reaches(a, '10.7.0.3')).toBe(false);
  await join(4, { vlan: 300 });
  const router = await join(9, { vlanTrunk: [{ id: 100 }, { minID: 199, maxID: 201 }] });
  for (const [id, there] of [
    [100, '10.7.0.1'],
    [200, '10.7.0.3'],
    [300, '10.7.0.4'],
  ] as const) {
    const commands = `
      ip link add link eth0 name eth0.${id} type vlan id ${id}
      ip address add 10.7.0.1${id / 100}/24 dev eth0.${id} noprefixroute
      ip link set eth0.${id} up`;
    await router.ok(['sh', '-ec', commands]);
    expect([id, await reaches(router, there, '-I', `eth0.${id}`)]).toEqual([id, id !== 300]);
  }
  expect(await reaches(router, '10.7.0.1', '-I', 'eth0')).toBe(false); // without a tag it is in VLAN 1
}, 120_000);

test('bridge filters VLANs on a bridge of its own that did not, and refuses one of others that does not', async () => {
  await using host = await throwawayHost();
  await forward(host);
  const net = new BridgeNetwork(host);
  const plain = await host.container();
  await net.add(plain);
  const inVlan = { vlan: 100, ipam: { type: 'host-local', subnet: '10.5.0.0/24' } };
  const container = await host.container();
  await net.check(container, await net.add(container, { conf: { ...inVlan, name: 'v' } }), {
    conf: { ...inVlan, name: 'v' },
  });
  await ping(plain, '10.1.2.1'); // which goes on as before
  await host.ok(['sh', '-ec', 'ip link add theirs type bridge; ip link set theirs up']);
  const before = await snapshot(host);
  const { code, msg } = await net.refused('ADD', await host.container(), {
    conf: { bridge: 'theirs', vlan: 7 },
  });
  expect([code, msg]).toEqual([7, expect.stringContaining('"vlan" 7 on "bridge" "theirs"')]);
  expect(difference(before, await snapshot(host)).filter((line) => !line.includes('netns'))).toEqual([]);
}, 120_000);
