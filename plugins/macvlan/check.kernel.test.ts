import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, dual, macvlanNetwork } from './testMaster.ts';

const own = { ipam: { ...dual, routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }] }, bcqueuelen: 2000 };

/** What is broken, how, and what CHECK must say of it. */
const damages: [what: string, command: string, words: string][] = [
  ['the link is gone', 'ip -n c1 link delete eth0', 'container interface "eth0" is missing'],
  ['the link is down', 'ip -n c1 link set eth0 down', 'container interface "eth0" is down'],
  [
    'an address',
    'ip -n c1 address delete 10.1.2.2/24 dev eth0',
    'container interface "eth0" lacks the address 10.1.2.2/24',
  ],
  ['an IPv6 address', 'ip -n c1 address delete fd00:1::2/64 dev eth0', 'lacks the address fd00:1::2/64'],
  ['a route', 'ip -n c1 route delete default', 'the route to 0.0.0.0/0 is missing'],
  [
    'the MAC',
    'ip -n c1 link set eth0 address 02:00:00:00:00:99',
    'container interface "eth0" has MAC 02:00:00:00:00:99, not',
  ],
  ['the MTU', 'ip -n c1 link set eth0 mtu 1300', 'container interface "eth0" has MTU 1300, not 1500'],
  [
    'the mode',
    'ip -n c1 link set eth0 type macvlan mode private',
    'container interface "eth0" has mode private, not bridge',
  ],
  [
    'the queue',
    'ip -n c1 link set eth0 type macvlan bcqueuelen 7',
    'container interface "eth0" has bcqueuelen 7, not 2000',
  ],
  [
    'the kind',
    'ip -n c1 link delete eth0; ip -n c1 link add eth0 type bridge',
    'container interface "eth0" is of kind "bridge", not "macvlan"',
  ],
  ['the master is down', 'ip link set m0 down', 'master "m0" is down'],
  [
    'another master',
    'ip link set m0 name old0; ip link add m0 type veth peer name m1; ip link set m0 up',
    'container interface "eth0" does not stand on master "m0"',
  ],
  ['the reservation', 'rm /var/lib/cni/networks/mynet/10.1.2.2', '10.1.2.2'],
];

test('macvlan CHECK names what is broken', async () => {
  await using host = await throwawayHost();
  await cable(host);
  const net = macvlanNetwork(host, own);
  for (const [what, command, words] of damages) {
    const container = await host.container('c1');
    const result = await net.add(container);
    await net.check(container, result);
    const before = await snapshot(host);
    await host.ok(['sh', '-ec', command]);
    const { msg, details = '' } = await net.refused('CHECK', container, { prevResult: result });
    expect({ what, said: `${msg}\n${details}` }).toEqual({ what, said: expect.stringContaining(words) });
    await net.del(container);
    await container.remove();
    if (difference(before, await snapshot(host)).some((line) => / link /.test(line))) {
      await host.ok(['sh', '-c', 'ip link delete old0; ip link delete m0; ip netns delete lan']);
      await cable(host);
    }
    await host.ok(['rm', '-rf', '/var/lib/cni/networks']);
  }
}, 60_000);

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
