/** What tap refuses, CHECK of what is broken, DEL, STATUS and GC. */
import { commonDamages, type Damage, namesEachDamage } from '../../lib/testing/damages.ts';
import { difference } from '../../lib/testing/difference.ts';
import type { Call } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { dual, tapNetwork } from './testTap.ts';

const wrong: [call: Call, code: number, msg: string][] = [
  [{ conf: { selinuxContext: 'system_u:x:y:s0' } }, 2, 'Cannot use "selinuxContext" "system_u:x:y:s0"'],
  [{ conf: { bridge: 'no0' } }, 7, 'Cannot use "bridge" "no0": no such interface in the container'],
  [{ conf: { bridge: 'x0' } }, 7, 'Cannot use "bridge" "x0": it is no bridge but of kind "veth"'],
  [{ conf: { bridge: 'a/b' } }, 7, 'Cannot use "bridge" "a/b"'],
  [{ conf: { owner: 'root' } }, 7, 'Cannot use "owner" "root"'],
  [{ conf: { group: -1 } }, 7, 'Cannot use "group" -1'],
  [{ conf: { owner: 4_294_967_295 } }, 7, 'Cannot use "owner" 4294967295: not from 0 to 4294967294'],
  [{ conf: { mtu: 65_522 } }, 7, 'Cannot use "mtu" 65522: not from 68 to 65521'],
  [{ conf: { mtu: -1 } }, 7, 'Cannot use "mtu" -1'],
  [{ conf: { mac: '01:00:5e:00:00:01' } }, 7, 'Cannot use "mac" "01:00:5e:00:00:01": a multicast address'],
  [{ conf: { multiQueue: 'yes' } }, 7, 'Cannot use "multiQueue" "yes"'],
  [{ args: 'OTHER=1' }, 4, 'CNI_ARGS'],
  [{ ifName: 'x1' }, 104, 'Cannot attach "x1": name already exists in the container'],
  [{ ifName: 't1' }, 104, 'Cannot attach "t1": name already exists in the container'],
];

test('tap ADD refuses bad input before any change, naming key and value', async () => {
  await using host = await throwawayHost();
  const container = await host.container();
  await container.ok(['sh', '-ec', 'ip link add x0 type veth peer name x1; ip tuntap add dev t1 mode tap']);
  const before = (await snapshot(host, container)).filter((line) => !line.includes('/var/lib/cni'));
  for (const [call, code, words] of wrong) {
    const error = await tapNetwork(host).refused('ADD', container, call);
    expect(error).toMatchObject({ code, msg: expect.stringContaining(words) });
    const after = (await snapshot(host, container)).filter((line) => !line.includes('/var/lib/cni'));
    expect({ words, left: difference(before, after) }).toEqual({ words, left: [] });
  }
}, 30_000);

const damages: Damage[] = [
  ...commonDamages,
  ['ip -n c1 link set eth0 nomaster', 'container interface "eth0" is no port of bridge "br1"'],
  ['ip -n c1 link delete br1', 'container interface "eth0" is no port of bridge "br1"'],
  [
    'ip -n c1 link delete eth0; ip -n c1 tuntap add dev eth0 mode tun',
    'container interface "eth0" is no tap',
  ],
  [
    'ip -n c1 link delete eth0; ip -n c1 tuntap add dev eth0 mode tap multi_queue',
    'container interface "eth0" has several queues',
  ],
];

test('tap CHECK names what is broken', async () => {
  await using host = await throwawayHost();
  const net = tapNetwork(host, { bridge: 'br1', ipam: { ...dual, routes: [{ dst: '192.0.2.0/24' }] } });
  const makeBridge = 'ip link add br1 type bridge; ip link set br1 up';
  await namesEachDamage(net, damages, (container) => container.ok(['sh', '-ec', makeBridge]));
}, 60_000);

test('tap DEL works with a configuration that ADD would refuse, and without namespace or link', async () => {
  await using host = await throwawayHost();
  const net = tapNetwork(host);
  for (const command of ['true', 'ip -n c1 link delete eth0', 'ip netns delete c1']) {
    const container = await host.container('c1');
    await net.add(container);
    await host.ok(['sh', '-c', command]);
    await net.del(container, { conf: { selinuxContext: 'x', owner: 'root', bridge: 'no0', mtu: -1 } });
    expect(
      (await host.run(['sh', '-c', 'ip -n c1 link | grep eth0; ls -d /var/lib/cni/networks/mynet/1*']))
        .stdout,
    ).toBe('');
    await container.remove();
  }
}, 20_000);

test('tap STATUS misses the device that taps are made through, and asks IPAM; so does GC', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  spies.plant('spy');
  const net = tapNetwork(host, { ipam: { type: 'spy' } }, spies.path);
  await net.status();
  await net.gc([]);
  expect(spies.log()).toEqual(['spy STATUS', 'spy GC']);
  await host.ok(['mount', '-t', 'tmpfs', 'hides-tun', '/dev/net']);
  expect(await net.refused('STATUS', undefined)).toMatchObject({
    code: 50,
    msg: 'Cannot attach containers: device "/dev/net/tun" is missing',
  });
});
