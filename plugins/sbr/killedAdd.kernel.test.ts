import { difference } from '../../lib/testing/difference.ts';
import { FaultyIp } from '../../lib/testing/faultyIp.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { call, ordered, ready } from './testFaults.ts';
import { sbrNetwork, twoNetworks } from './testSbr.ts';

/** Routes that cannot be told whole, or that others keep: they stay where they are. */
const immovable = `
  ip route add 10.30.0.0/16 via 192.168.1.2 features ecn
  ip nexthop add id 7 via 192.168.1.9 dev net1; ip route add 10.31.0.0/16 nhid 7
  ip route add 10.32.0.0/16 nexthop via 192.168.1.2 dev net1 nexthop via 10.5.0.9 dev eth0
  ip -6 route add 2001:db8:9::/48 via fe80::7 dev net1 expires 1000 proto ra`;

test('sbr ADD, at whatever line it is killed, leaves nothing that DEL does not put right', async () => {
  await using host = await throwawayHost();
  using faulty = new FaultyIp();
  const { container, net, lines } = await ready(host);
  const [before, order] = [await snapshot(host, container), await ordered(container)];
  for (const line of lines) {
    const { signal } = await net.call('ADD', container, {
      ...call(container),
      env: faulty.env('killed-after', line),
    });
    expect([line, signal]).toEqual([line, 'SIGKILL']);
    await net.del(container, { ifName: 'net1' });
    const left = difference(before, await snapshot(host, container));
    expect({ line, left, order: await ordered(container) }).toEqual({ line, left: [], order });
  }
}, 90_000);

test('sbr leaves alone in main what it could not put back', async () => {
  await using host = await throwawayHost();
  const { container } = await twoNetworks(host);
  await container.ok(['sh', '-ec', immovable]);
  const net = sbrNetwork(host);
  const before = await snapshot(host, container);
  await net.add(container, call(container));
  const { stdout } = await container.ok(['sh', '-c', 'ip route; ip -6 route']);
  for (const dst of ['10.30.0.0/16', '10.31.0.0/16', '10.32.0.0/16', '2001:db8:9::/48'])
    expect(stdout).toContain(`${dst} `);
  await net.del(container, { ifName: 'net1' });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});
