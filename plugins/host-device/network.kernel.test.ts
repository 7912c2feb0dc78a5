/** STATUS and GC. */
import { difference } from '../../lib/testing/difference.ts';
import { linkNames } from '../../lib/testing/links.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { device, deviceNetwork, v4 } from './testDevice.ts';

test('host-device STATUS says whether the device is there to be given, and changes nothing', async () => {
  await using host = await throwawayHost();
  const net = deviceNetwork(host, { ipam: v4 });
  const missing = { code: 50, msg: expect.stringContaining('"ens1": no such interface on the host') };
  expect(await net.refused('STATUS', undefined)).toMatchObject(missing);
  await device(host);
  const before = await snapshot(host);
  await net.status();
  await net.status({ conf: { device: undefined } }); // what it is may be told with ADD
  expect(difference(before, await snapshot(host))).toEqual([]);
  const container = await host.container();
  await net.add(container);
  expect(await net.refused('STATUS', undefined)).toMatchObject(missing);
  await net.del(container);
  await net.status();
});

test('host-device asks IPAM for STATUS and GC with the same stdin, and tells what it says', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  const wrong = { exit: 1, stdout: { code: 51, msg: 'nearly full' } };
  spies.plant('spy', { STATUS: wrong, GC: wrong });
  await device(host);
  const net = deviceNetwork(host, { ipam: { type: 'spy' } }, spies.path);
  const conf = { 'cni.dev/valid-attachments': [] };
  for (const command of ['STATUS', 'GC'])
    expect(await net.refused(command, undefined, { conf })).toMatchObject({ code: 51, msg: 'nearly full' });
  expect(spies.calls().map(({ command, text }) => [command, text])).toEqual(
    ['STATUS', 'GC'].map((command) => [command, JSON.stringify(net.conf({ conf }))]),
  );
});

test('host-device GC puts right what came back from containers that are gone, and nothing else', async () => {
  await using host = await throwawayHost();
  await device(host);
  await host.ok(['ip', 'link', 'add', 'ens2', 'type', 'veth', 'peer', 'name', 'far2']);
  const net = deviceNetwork(host, { ipam: v4 });
  const [a, b, c] = [await host.container('a'), await host.container('b'), await host.container('c')];
  const before = await snapshot(host);
  await net.add(a);
  await net.add(b, { conf: { device: 'ens2' } });
  await net.add(c, { conf: { name: 'other', device: 'far2' } });
  for (const name of ['a', 'b', 'c'])
    await host.ok(['ip', '-n', name, 'link', 'set', 'eth0', 'netns', '1', 'name', `${name}0`]);
  await net.gc(['b']);
  expect((await linkNames(host)).sort()).toEqual(['b0', 'c0', 'ens1', 'lo']);
  const { stdout } = await host.ok(['sh', '-c', 'cd /var/lib/cni/networks/mynet && ls -d 1*']);
  expect(stdout).toBe('10.1.2.11\n');
  await net.gc([]);
  await net.gc([], { conf: { name: 'other' } });
  const left = difference(before, await snapshot(host));
  expect(left.filter((line) => !line.includes('/var/lib/cni/'))).toEqual([]);
});

test('host-device GC tells of a device that cannot have its name, and still asks IPAM', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } } });
  await device(host);
  const net = deviceNetwork(host, { ipam: { type: 'spy' } }, spies.path);
  const container = await host.container('a');
  await net.add(container);
  await host.ok(['sh', '-ec', 'ip -n a link set eth0 netns 1; ip link add ens1 type bridge']);
  spies.forget();
  const conf = { 'cni.dev/valid-attachments': [] };
  expect(await net.refused('GC', undefined, { conf })).toMatchObject({
    code: 105,
    details: 'Cannot give the device its name "ens1" back: another interface on the host has it',
  });
  expect(spies.log()).toEqual(['spy GC']);
});

test('host-device takes a device that came back by itself for the next container, and remembers its first name', async () => {
  await using host = await throwawayHost();
  await device(host);
  const net = deviceNetwork(host);
  const [a, b] = [await host.container('a'), await host.container('b')];
  const before = await snapshot(host, b);
  await net.add(a);
  await host.ok(['sh', '-ec', 'ip -n a link set eth0 netns 1; ip netns delete a']);
  await net.status();
  await net.add(b);
  await net.del(a);
  expect(await linkNames(b)).toEqual(['lo', 'eth0']);
  await net.del(b);
  const left = difference(before, await snapshot(host, b));
  expect(left.filter((line) => !line.includes('/run/netns/'))).toEqual([]);
});
