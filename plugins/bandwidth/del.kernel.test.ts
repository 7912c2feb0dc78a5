import { difference } from '../../lib/testing/difference.ts';
import { linkNames } from '../../lib/testing/links.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { both, kindsOf, limited } from './testBandwidth.ts';

test('bandwidth DEL removes everything from a veth that lives on, without namespace and result, twice', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, both);
  const before = await snapshot(host, container);
  await net.add(container, { prevResult });
  await net.del({ id: container.id }, { conf: { ingressRate: 'x', shapedSubnets: 7 } });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
  await net.del(container);
});

test('bandwidth DEL removes the ifb where namespace and veth are gone', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, both);
  const result = await net.add(container, { prevResult });
  await host.ok(['ip', 'link', 'delete', 'veth0']);
  await container.remove();
  await net.del(container, { prevResult: result });
  expect(await linkNames(host)).toEqual(['lo']);
});

test('bandwidth DEL removes the ifb that the reference plugin has made, and no other', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, both);
  await host.ok(['sh', '-ec', 'for i in bwp0123456789ab bwp0123456789ac; do ip link add $i type ifb; done']);
  const interfaces = [...(prevResult.interfaces ?? []), { name: 'bwp0123456789ab' }];
  await net.del(container, { prevResult: { ...prevResult, interfaces } });
  expect(await linkNames(host)).toEqual(['lo', 'veth0', 'bwp0123456789ac']);
});

test('bandwidth leaves filters of others at the same place alone, which come first', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, both);
  const filter = 'protocol ip pref 5 u32 match ip dst 10.9.9.9 action mirred egress redirect dev lo';
  await host.ok(['sh', '-ec', `tc qdisc add dev veth0 ingress; tc filter add dev veth0 ingress ${filter}`]);
  const before = await snapshot(host, container);
  const result = await net.add(container, { prevResult });
  expect(await kindsOf(host, 'veth0')).toEqual(['tbf', 'ingress']);
  await net.check(container, result);
  await net.del(container);
  expect(difference(before, await snapshot(host, container))).toEqual([]);
  const { stdout } = await host.ok(['tc', 'filter', 'show', 'dev', 'veth0', 'ingress']);
  expect(stdout).toContain('pref 5 u32');
});

test('bandwidth GC removes what belongs to attachments of its network that are no more, and no veth', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, both);
  const before = await snapshot(host, container);
  await net.add(container, { prevResult });
  const limits = await snapshot(host, container);
  await net.gc([container.id]);
  await net.gc([], { conf: { name: 'other' } });
  expect(difference(limits, await snapshot(host, container))).toEqual([]);
  await net.gc(['c1:eth1']);
  expect(difference(before, await snapshot(host, container))).toEqual([]);
  const into = { ...both, egressRate: 0, egressBurst: 0 };
  await net.add(container, { prevResult, conf: into });
  await net.gc([]);
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});
