/**
 * Bad input, DEL of what is gone, STATUS and GC.
 *
 * @needs-kernel vlan
 */
import { difference } from '../../lib/testing/difference.ts';
import type { Call } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { remembered, trunk, v4, vlanNetwork } from './testVlan.ts';

test('vlan ADD tells a VLAN that is taken from a name that is taken, and refuses masters before any change', async () => {
  await using host = await throwawayHost();
  await trunk(host);
  const [a, b] = [await host.container(), await host.container()];
  const net = vlanNetwork(host);
  await net.add(a);
  await host.ok([
    'sh',
    '-ec',
    'ip link add down0 type veth peer name down1; ip -n c2 link add eth7 type bridge',
  ]);
  const before = await snapshot(host, a, b);
  const wrong: [Call, number, string][] = [
    [{}, 104, 'Cannot use "vlanId" 5: "master" "m0" has an interface of that VLAN already'],
    [{ ifName: 'eth7', conf: { vlanId: 6 } }, 104, 'Cannot attach "eth7": name already exists'],
    [{ conf: { master: 'no0' } }, 7, 'Cannot use "master" "no0": no such interface on the host'],
    [{ conf: { master: 'down0' } }, 7, 'Cannot use "master" "down0": the interface on the host is down'],
    [{ conf: { linkInContainer: true } }, 7, '"m0": no such interface in the container'],
    [{ conf: { master: undefined } }, 7, 'Cannot use "master": it has to name'],
    [{ conf: { vlanId: 4095 } }, 7, 'Cannot use "vlanId" 4095'],
  ];
  for (const [call, code, msg] of wrong)
    expect(await net.refused('ADD', b, call)).toMatchObject({ code, msg: expect.stringContaining(msg) });
  const left = difference(before, await snapshot(host, a, b));
  expect(left.filter((line) => !remembered.test(line))).toEqual([]);
});

test('vlan DEL gives the address back where link, master or namespace are gone, whatever the configuration says', async () => {
  await using host = await throwawayHost();
  await trunk(host);
  const net = vlanNetwork(host);
  for (const command of ['ip -n c1 link delete eth0', 'ip netns delete c1', 'ip link delete m0']) {
    const container = await host.container('c1');
    const prevResult = await net.add(container);
    await host.ok(['sh', '-c', command]);
    await net.del(container, {
      prevResult,
      conf: { vlanId: 'x', master: '', mtu: 9000, linkInContainer: 1 },
    });
    await net.del(container);
    expect((await host.run(['sh', '-c', 'ls -d /var/lib/cni/networks/mynet/1*'])).stdout).toBe('');
    await container.remove();
  }
});

test('vlan asks the master and IPAM for STATUS, and IPAM for GC', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  spies.plant('spy', { GC: { exit: 1, stdout: { code: 142, msg: 'no' } } });
  const net = vlanNetwork(host, { ipam: { type: 'spy' } }, spies.path);
  const says = async (conf = {}) => await net.refused('STATUS', undefined, { conf });
  expect(await says()).toMatchObject({ code: 50, msg: expect.stringContaining('"m0": no such interface') });
  await trunk(host);
  await net.status();
  expect(await says({ mtu: 9000 })).toMatchObject({ code: 50, msg: expect.stringContaining('"mtu" 9000') });
  const conf = { 'cni.dev/valid-attachments': [] };
  expect(await net.refused('GC', undefined, { conf })).toMatchObject({ code: 142 });
  expect(spies.log()).toEqual(['spy STATUS', 'spy GC']);
  await vlanNetwork(host, { ipam: v4 }).status();
});
