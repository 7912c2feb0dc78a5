/*
 * What the lab is there for, with the declaration that takes a file there where this kernel lacks any of it.
 *
 * @needs-kernel dummy ipvlan macvlan netem
 * @needs-kernel vlan vlan_filtering vrf
 */
import { eventually } from '../../lib/testing/eventually.ts';
import { needs } from '../../lib/testing/needs.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';

beforeAll(() => needs('ip', 'bridge', 'tc', 'ping'));

/** Runs lines of a shell script, which have to succeed. */
const sh = (place: Host | Container, script: string) => place.ok(['sh', '-ec', script]);

/** Whether one address answers the other, in at most three tries of a second. */
async function reaches(from: Container, address: string): Promise<boolean> {
  const { exitCode } = await from.run(['ping', '-n', '-c', '3', '-i', '0.2', '-W', '1', address]);
  return exitCode === 0;
}

/** A container on a port of br0 that puts its frames into a VLAN, untagged. */
async function portOn(host: Host, name: string, vlan: number, address: string): Promise<Container> {
  const container = await host.container(name);
  await sh(
    host,
    `ip link add ${name}0 type veth peer name eth0 netns ${name}
    ip link set ${name}0 master br0 up
    bridge vlan del dev ${name}0 vid 1
    bridge vlan add dev ${name}0 vid ${vlan} pvid untagged`,
  );
  await sh(container, `ip address add ${address}/24 dev eth0; ip link set eth0 up`);
  return container;
}

test('links of the kinds dummy, ipvlan, macvlan, vlan and vrf are what they are called', async () => {
  await using host = await throwawayHost();
  await sh(
    host,
    `ip link add d0 type dummy
    ip link set d0 up
    ip link add link d0 name ipv0 type ipvlan mode l3
    ip link add d1 type dummy
    ip link add link d1 name mac0 type macvlan mode bridge
    ip link add link d1 name vlan0 type vlan id 100
    ip link add vrf0 type vrf table 10
    ip link set d1 master vrf0`,
  );
  const links = await host.ipJson('-d', 'link');
  const kinds = Object.fromEntries(links.map(({ ifname = '', linkinfo }) => [ifname, linkinfo?.info_kind]));
  expect(kinds).toMatchObject({ d0: 'dummy', ipv0: 'ipvlan', mac0: 'macvlan', vlan0: 'vlan', vrf0: 'vrf' });
  expect(links.find(({ ifname }) => ifname === 'vlan0')?.linkinfo?.info_data).toMatchObject({ id: 100 });
  expect(links.find(({ ifname }) => ifname === 'd1')?.master).toBe('vrf0');
});

test('netem drops what it is told to drop', async () => {
  await using host = await throwawayHost();
  const container = await host.container('c1');
  await sh(container, 'ip link set lo up');
  expect(await reaches(container, '127.0.0.1')).toBe(true);
  await sh(container, 'tc qdisc add dev lo root netem loss 100%');
  expect(await reaches(container, '127.0.0.1')).toBe(false);
});

test('a bridge with VLAN filtering keeps two VLANs apart, in one subnet', async () => {
  await using host = await throwawayHost();
  await sh(host, 'ip link add br0 type bridge vlan_filtering 1; ip link set br0 up');
  const red = await portOn(host, 'red', 10, '10.9.0.1');
  await portOn(host, 'red2', 10, '10.9.0.2');
  await portOn(host, 'blue', 20, '10.9.0.3');
  await eventually('red to reach red2', () => reaches(red, '10.9.0.2'), Boolean, 30_000);
  expect(await reaches(red, '10.9.0.3')).toBe(false);

  await sh(host, 'bridge vlan del dev blue0 vid 20; bridge vlan add dev blue0 vid 10 pvid untagged');
  // The kernel remembers for a moment that nobody answered.
  await eventually('red to reach blue', () => reaches(red, '10.9.0.3'), Boolean, 30_000);
});
