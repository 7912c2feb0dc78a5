/** STATUS and GC. */
import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, macvlanNetwork, master } from './testMaster.ts';

test('macvlan STATUS says whether the master is there and up, and changes nothing', async () => {
  await using host = await throwawayHost();
  const net = macvlanNetwork(host);
  const says = async (conf = {}) => (await net.refused('STATUS', undefined, { conf })).msg;
  expect(await says()).toContain('"m0": no such interface on the host');
  expect(await says({ master: undefined })).toContain('no default route');
  await cable(host);
  const before = await snapshot(host);
  await net.status();
  await net.status({ conf: { linkInContainer: true, master: 'x0' } });
  expect(await says({ mtu: 9000 })).toContain('"mtu" 9000');
  expect(difference(before, await snapshot(host))).toEqual([]);
  await host.ok(['ip', 'link', 'set', 'm0', 'down']);
  expect(await net.refused('STATUS', undefined)).toMatchObject({
    code: 50,
    msg: 'Cannot use "master" "m0": the interface on the host is down',
  });
});

test('macvlan takes no route to nowhere for the default route, in ADD and in STATUS', async () => {
  await using host = await throwawayHost();
  const net = macvlanNetwork(host, { master: undefined });
  const container = await host.container();
  await master(host);
  await host.ok(['ip', '-6', 'route', 'add', 'unreachable', 'default', 'dev', 'lo', 'metric', '512']);
  const before = await snapshot(host, container);
  const msg = expect.stringContaining('there is no default route on the host');
  expect(await net.refused('ADD', container)).toMatchObject({ code: 7, msg });
  expect(await net.refused('STATUS', undefined)).toMatchObject({ code: 50, msg });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
  await host.ok(['ip', '-6', 'route', 'add', 'default', 'dev', 'm0', 'metric', '1024']);
  await net.status();
  await net.add(container);
});

test('macvlan asks IPAM for STATUS and GC with the same stdin, and tells what it says', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  const wrong = { exit: 1, stdout: { code: 51, msg: 'nearly full' } };
  spies.plant('spy', { STATUS: wrong, GC: wrong });
  await cable(host);
  const net = macvlanNetwork(host, { ipam: { type: 'spy' } }, spies.path);
  const conf = { 'cni.dev/valid-attachments': [] };
  for (const command of ['STATUS', 'GC'])
    expect(await net.refused(command, undefined, { conf })).toMatchObject({ code: 51, msg: 'nearly full' });
  expect(spies.calls().map(({ command, text }) => [command, text])).toEqual(
    ['STATUS', 'GC'].map((command) => [command, JSON.stringify(net.conf({ conf }))]),
  );
});

test('macvlan GC gives back the addresses of containers that are gone, and no others', async () => {
  await using host = await throwawayHost();
  await cable(host);
  const net = macvlanNetwork(host);
  const [a, b] = [await host.container('a'), await host.container('b')];
  const result = await net.add(a);
  await net.add(b);
  await b.remove();
  await net.gc(['a']);
  const { stdout } = await host.ok(['sh', '-c', 'cd /var/lib/cni/networks/mynet && ls -d 1*']);
  expect(stdout).toBe('10.1.2.2\n');
  await net.check(a, result);
});
