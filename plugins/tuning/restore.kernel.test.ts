import { FaultyIp } from '../../lib/testing/faultyIp.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { everything as all, attributesOf, changes, savedFile, sysctlOf, tuned } from './testTuning.ts';

test('tuning keeps the values from before the first ADD through a second one, and through one that fails', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, { mtu: 1400 });
  const was = await attributesOf(container);
  await net.add(container, { prevResult });
  await net.add(container, { prevResult, conf: all });
  const conf = { mtu: 1200, sysctl: { 'net.ipv4.conf.eth0.rp_filter': 'x' } };
  expect(await net.refused('ADD', container, { prevResult, conf })).toMatchObject({ code: 100 });
  expect(await attributesOf(container)).toMatchObject({ mtu: 1400, txQLen: 5 });
  await net.del(container);
  expect(await attributesOf(container)).toEqual(was);
  expect(await sysctlOf(container, 'net/ipv4/conf/eth0/arp_filter')).toBe('0');
});

test('tuning keeps the values of each network apart', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, { mtu: 1400 });
  await net.add(container, { prevResult });
  const other = { name: 'other', mtu: 1300 };
  await net.add(container, { prevResult, conf: other });
  await net.del(container, { conf: other });
  expect(await attributesOf(container)).toMatchObject({ mtu: 1400 });
  await net.del(container);
  expect(await attributesOf(container)).toMatchObject({ mtu: 1500 });
});

test('tuning DEL succeeds without namespace, without interface, and twice, and forgets the values', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, all);
  const before = await snapshot(host);
  await net.add(container, { prevResult });
  await net.del({ id: container.id });
  expect(await changes(before, host)).toEqual([]);
  await net.add(container, { prevResult });
  await container.ok(['ip', 'link', 'delete', 'eth0']);
  await net.del(container);
  await net.del(container);
  await container.remove();
  await net.del(container);
  expect(await changes([], host)).not.toContainEqual(expect.stringContaining('weft:tuning'));
});

test('tuning DEL says what the kernel does not take back, once', async () => {
  await using host = await throwawayHost();
  using ip = new FaultyIp();
  const { net, container, prevResult } = await tuned(host, { mtu: 1400, txQLen: 5 });
  await net.add(container, { prevResult });
  const env = ip.env('refused', 'link set dev eth0 mtu 1500');
  expect(await net.refused('DEL', container, { env })).toMatchObject({
    code: 105,
    msg: expect.stringContaining(
      'Cannot restore "eth0" of container "c1" completely: Cannot set the MTU of "eth0" to 1500',
    ),
  });
  expect(await attributesOf(container)).toMatchObject({ mtu: 1400, txQLen: 1000 });
  await net.del(container);
});

test('tuning DEL restores what the reference plugin has kept', async () => {
  await using host = await throwawayHost();
  const { net, container } = await tuned(host, { mtu: 1400 });
  host.write('/run/cni/tuning/c1_eth0.json', '{\n "mtu": 1350,\n "promisc": true\n}');
  await net.del(container);
  expect(await attributesOf(container)).toMatchObject({ mtu: 1350, promisc: 1 });
  expect((await host.ok(['ls', '/run/cni/tuning'])).stdout).toBe('');
});

test('tuning DEL passes over what cannot be set in the file of former values, and ends', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, { mtu: 1400 });
  await net.add(container, { prevResult });
  const rpFilter = 'net/ipv4/conf/eth0/rp_filter';
  const sysctl = { '../../etc/passwd': '1', 'net/ipv4/ip_forward': '1\n1', [rpFilter]: '2' };
  host.write(savedFile, JSON.stringify({ mtu: 1500, sysctl }));
  await net.del(container);
  expect(await attributesOf(container)).toMatchObject({ mtu: 1500 });
  expect(await sysctlOf(container, rpFilter)).toBe('2');
  expect((await host.ok(['ls', '/run/cni/tuning'])).stdout).toBe('');
});

test('tuning GC removes what is kept for attachments that are no more, of its network only', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, { mtu: 1400 });
  await net.add(container, { prevResult });
  await net.add(container, { prevResult, conf: { name: 'other' } });
  for (const name of ['mynet:gone:eth0.json', 'mynet:c1:eth1.json', 'mynet:crashed:eth0.json.tmp'])
    host.write(`/run/cni/tuning/weft:tuning:${name}`, '{}');
  await net.gc([container.id]);
  const { stdout } = await host.ok(['ls', '/run/cni/tuning']);
  expect(stdout).toBe('weft:tuning:mynet:c1:eth0.json\nweft:tuning:other:c1:eth0.json\n');
  await net.gc([]);
  expect((await host.ok(['ls', '/run/cni/tuning'])).stdout).toBe('weft:tuning:other:c1:eth0.json\n');
});

test('tuning CHECK names all that differs', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, all);
  const result = await net.add(container, { prevResult });
  await net.check(container, result);
  const spoil =
    'ip link set eth0 mtu 1401 promisc off allmulticast off txqueuelen 6 address 02:00:00:00:00:78';
  await container.ok(['sh', '-ec', `${spoil}; echo 0 >/proc/sys/net/ipv4/conf/eth0/arp_filter`]);
  const { code, details } = await net.refused('CHECK', container, { prevResult: result });
  expect([code, details]).toEqual([
    101,
    [
      '"eth0" has MAC 02:00:00:00:00:78, not 02:00:00:00:00:77',
      '"eth0" has MTU 1401, not 1400',
      '"eth0" has promiscuous mode off, not on',
      '"eth0" has all-multicast mode off, not on',
      '"eth0" has queue length 6, not 5',
      'net/ipv4/conf/eth0/arp_filter is "0", not "1"',
    ].join('\n'),
  ]);
});
