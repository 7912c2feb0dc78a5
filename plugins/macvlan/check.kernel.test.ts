import { commonDamages, type Damage, namesDamage, namesEachDamage } from '../../lib/testing/damages.ts';
import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, dual, macvlanNetwork } from './testMaster.ts';

const routes = [{ dst: '0.0.0.0/0' }, { dst: '::/0' }, { dst: '192.0.2.0/24' }];
const own = { ipam: { ...dual, routes }, bcqueuelen: 2000 };

const damages: Damage[] = [
  ...commonDamages,
  ['ip -n c1 route delete default', 'the route to 0.0.0.0/0 is missing'],
  [
    'ip -n c1 link set eth0 type macvlan mode private',
    'container interface "eth0" has mode private, not bridge',
  ],
  [
    'ip -n c1 link set eth0 type macvlan bcqueuelen 7',
    'container interface "eth0" has bcqueuelen 7, not 2000',
  ],
  ['ip link set m0 down', 'master "m0" is down'],
];

test('macvlan CHECK names what is broken', async () => {
  await using host = await throwawayHost();
  await cable(host);
  await namesEachDamage(macvlanNetwork(host, own), damages, () => host.ok(['ip', 'link', 'set', 'm0', 'up']));
}, 60_000);

test('macvlan CHECK notices that the master is another one of the same name', async () => {
  await using host = await throwawayHost();
  await cable(host);
  const net = macvlanNetwork(host, own);
  const container = await host.container();
  const another = 'ip link set m0 name old0; ip link add m0 type veth peer name m1; ip link set m0 up';
  await namesDamage(net, container, await net.add(container), [
    another,
    'container interface "eth0" does not stand on master "m0"',
  ]);
});

describe('macvlan CHECK', () => {
  test('is content with what ADD made and what others have added, and changes nothing', async () => {
    await using host = await throwawayHost();
    await cable(host);
    const net = macvlanNetwork(host, own);
    const container = await host.container('c1');
    const result = await net.add(container);
    await container.ok(['ip', 'address', 'add', '10.1.2.200/24', 'dev', 'eth0']);
    const before = await snapshot(host, container);
    for (let i = 0; i < 5; i++) await net.check(container, result);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });

  test('is content with a macvlan on a macvlan, which the kernel puts on the link below', async () => {
    await using host = await throwawayHost();
    await cable(host);
    const container = await host.container();
    await macvlanNetwork(host).add(container, { ifName: 'm0', conf: { ipam: {} } });
    const inner = macvlanNetwork(host, { linkInContainer: true });
    await inner.check(container, await inner.add(container));
    await host.ok([
      'ip',
      'link',
      'add',
      'link',
      'm0',
      'name',
      'upper0',
      'up',
      'type',
      'macvlan',
      'mode',
      'bridge',
    ]);
    const above = macvlanNetwork(host, { name: 'above', master: 'upper0' });
    const other = await host.container('other');
    await above.check(other, await above.add(other));
  });

  test("asks IPAM, whose error is the plugin's own, and needs prevResult", async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    spies.plant('spy', {
      ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } },
      CHECK: { exit: 1, stdout: { code: 142, msg: 'gone' } },
    });
    await cable(host);
    const net = macvlanNetwork(host, { ipam: { type: 'spy' } }, spies.path);
    const container = await host.container();
    const prevResult = await net.add(container);
    expect(await net.refused('CHECK', container, { prevResult })).toMatchObject({ code: 142, msg: 'gone' });
    expect(await net.refused('CHECK', container)).toMatchObject({ code: 7 });
    const elsewhere = { ...prevResult, interfaces: [{ name: 'eth0', sandbox: '/run/netns/other' }] };
    expect(await net.refused('CHECK', container, { prevResult: elsewhere })).toMatchObject({
      code: 7,
      msg: expect.stringContaining(container.netns),
    });
  });
});
