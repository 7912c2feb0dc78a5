import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { both, ifb, kindsOf, limited } from './testBandwidth.ts';

test('L33: bandwidth limits two interfaces of one container on one network', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, both);
  const before = await snapshot(host, container);
  await host.ok(['sh', '-ec', 'ip link add veth1 type veth peer name eth1 netns c1']);
  const first = await net.add(container, { prevResult });
  const interfaces = [{ name: 'veth1' }, { name: 'eth1', sandbox: container.netns }];
  const second = { prevResult: { cniVersion: '1.1.0', interfaces }, ifName: 'eth1' };
  const result = await net.add(container, second);
  expect(result.interfaces?.[2]?.name).not.toBe(ifb);
  await net.del(container, { ...second, prevResult: result });
  await net.check(container, first);
  await host.ok(['ip', 'link', 'delete', 'veth1']);
  await net.del(container);
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

test('bandwidth ADD again makes the limits anew, with what it is told now', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, both);
  const before = await snapshot(host, container);
  const first = await net.add(container, { prevResult });
  const conf = { ...both, unshapedSubnets: ['10.0.0.0/8'], egressRate: 24_000_000 };
  const result = await net.add(container, { prevResult: first, conf });
  expect(result).toEqual(first);
  await net.check(container, result, { conf });
  expect(await kindsOf(host, ifb)).toEqual(['htb', 'bfifo']);
  await net.del(container, { prevResult: result });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});
