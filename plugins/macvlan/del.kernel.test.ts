import { difference } from '../../lib/testing/difference.ts';
import { FaultyIp } from '../../lib/testing/faultyIp.ts';
import { linkNames } from '../../lib/testing/links.ts';
import { givesAddressBack, reservations, tellsBothFailures } from '../../lib/testing/removals.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, macvlanNetwork } from './testMaster.ts';

describe('macvlan DEL gives the address back', () => {
  test.each([
    ['nothing but the attachment was there', 'true', true],
    ['the link is gone', 'ip -n c1 link delete eth0', true],
    ['the link has another name', 'ip -n c1 link set eth0 down; ip -n c1 link set eth0 name ens3', true],
    ['the master is gone', 'ip link delete m0', true],
    ['the master is down', 'ip link set m0 down', true],
    ['the namespace is gone', 'ip netns delete c1', true],
    ['no namespace is named', 'true', false],
  ])('where %s', async (_what, command, named) => {
    await using host = await throwawayHost();
    await cable(host);
    await givesAddressBack(macvlanNetwork(host), command, named, '10.1.2.2');
  });
});

describe('macvlan DEL', () => {
  test('works with a configuration that ADD would refuse', async () => {
    await using host = await throwawayHost();
    await cable(host);
    const net = macvlanNetwork(host);
    const container = await host.container();
    await net.add(container);
    await net.del(container, {
      conf: { mode: 'sideways', mtu: -1, master: 'a/b', mac: 'x', runtimeConfig: { mac: 'y' } },
      args: 'NOBODY=KNOWS',
    });
    expect(await linkNames(container)).toEqual(['lo']);
    expect(await reservations(host)).toEqual([]);
  });

  test('never touches a link that is not its own', async () => {
    await using host = await throwawayHost();
    await cable(host);
    const net = macvlanNetwork(host);
    const container = await host.container();
    await net.add(container, { conf: { name: 'other' } });
    const before = await snapshot(host, container);
    await net.del(container);
    const left = difference(before, await snapshot(host, container));
    expect(left.filter((line) => !line.includes('/networks/mynet'))).toEqual([]);
    await container.ok(['sh', '-ec', 'ip link delete eth0; ip link add eth0 type bridge']);
    await net.del(container);
    expect(await linkNames(container)).toEqual(['lo', 'eth0']);
  });

  test('is content where somebody else removes the link between its look and its deletion (15.1, plugins#1282)', async () => {
    await using host = await throwawayHost();
    using faulty = new FaultyIp();
    await cable(host);
    const net = macvlanNetwork(host);
    const container = await host.container();
    await net.add(container);
    await net.del(container, { env: faulty.env('another-first', 'link delete dev *') });
    expect([await linkNames(container), await reservations(host)]).toEqual([['lo'], []]);
  });

  test('calls IPAM once, also when its own removal fails, and tells both failures', async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    await cable(host);
    const net = macvlanNetwork(host, { ipam: { type: 'spy' } }, spies.path);
    await tellsBothFailures(net, await host.container(), spies, 'link delete dev *', 'Cannot remove "eth0"');
  });
});
