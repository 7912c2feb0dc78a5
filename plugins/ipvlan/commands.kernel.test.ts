/**
 * Bad input, DEL of what is gone, STATUS and GC.
 *
 * @needs-kernel ipvlan
 */
import { difference } from '../../lib/testing/difference.ts';
import type { Call } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, ipvlanNetwork } from './testIpvlan.ts';

const prepare = `
ip link add down0 type veth peer name down1
ip link add br0 type bridge
ip link add port0 type veth peer name port1
ip link set port0 master br0 up
ip -n c1 link add eth7 type bridge`;

const wrong: [call: Call, code: number, msg: string][] = [
  [{ conf: { master: 'no0' } }, 7, 'Cannot use "master" "no0": no such interface on the host'],
  [{ conf: { linkInContainer: true } }, 7, '"m0": no such interface in the container'],
  [{ conf: { master: 'down0' } }, 7, 'Cannot use "master" "down0": the interface on the host is down'],
  [{ conf: { master: 'port0' } }, 7, 'Cannot use "master" "port0": it is a port of bridge "br0"'],
  [{ conf: { mtu: 1501 } }, 7, 'Cannot use "mtu" 1501: not from 68 to 1500'],
  [{ conf: { mode: 'l4' } }, 7, 'Cannot use "mode" "l4"'],
  [{ conf: { flags: 'isolated' } }, 7, 'Cannot use "flags" "isolated"'],
  [{ conf: { ipam: {} } }, 7, 'Cannot use "ipam"'],
  [{ ifName: 'eth7' }, 104, 'Cannot attach "eth7": name already exists in the container'],
];

test('ipvlan ADD refuses bad input before any change, naming key and value', async () => {
  await using host = await throwawayHost();
  await cable(host);
  const container = await host.container();
  await host.ok(['sh', '-ec', prepare]);
  const net = ipvlanNetwork(host);
  const before = await snapshot(host, container);
  for (const [call, code, msg] of wrong)
    expect(await net.refused('ADD', container, call)).toMatchObject({
      code,
      msg: expect.stringContaining(msg),
    });
  const left = difference(before, await snapshot(host, container));
  expect(left.filter((line) => !/\/var\/lib\/cni\/networks/.test(line))).toEqual([]);
});

test('ipvlan DEL gives the address back where link, master or namespace are gone, whatever the configuration says', async () => {
  await using host = await throwawayHost();
  await cable(host);
  const net = ipvlanNetwork(host);
  for (const command of ['ip -n c1 link delete eth0', 'ip netns delete c1', 'ip link delete m0']) {
    const container = await host.container('c1');
    const prevResult = await net.add(container);
    await host.ok(['sh', '-c', command]);
    await net.del(container, { prevResult, conf: { mode: 'x', master: '', mtu: 9000, flags: 1 } });
    await net.del(container, { conf: { master: undefined } });
    expect((await host.run(['sh', '-c', 'ls -d /var/lib/cni/networks/mynet/1*'])).stdout).toBe('');
    await container.remove();
  }
});

test('ipvlan asks the master and IPAM for STATUS, and IPAM for GC', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  spies.plant('spy', { GC: { exit: 1, stdout: { code: 142, msg: 'no' } } });
  const net = ipvlanNetwork(host, { ipam: { type: 'spy' } }, spies.path);
  const says = async (conf = {}) => await net.refused('STATUS', undefined, { conf });
  expect(await says()).toMatchObject({ code: 50, msg: expect.stringContaining('"m0": no such interface') });
  expect(await says({ master: undefined })).toMatchObject({ code: 50 });
  await net.status({ conf: { master: undefined, ipam: undefined } });
  await cable(host);
  await net.status();
  const conf = { 'cni.dev/valid-attachments': [] };
  expect(await net.refused('GC', undefined, { conf })).toMatchObject({ code: 142 });
  expect(spies.log()).toEqual(['spy STATUS', 'spy GC']);
});
