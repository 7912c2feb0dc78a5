import { difference } from '../../lib/testing/difference.ts';
import { FaultyIp } from '../../lib/testing/faultyIp.ts';
import { linkNames } from '../../lib/testing/links.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, macvlanNetwork } from './testMaster.ts';

async function reservations(host: Host): Promise<string[]> {
  const { stdout } = await host.run(['sh', '-c', 'cd /var/lib/cni/networks/mynet && ls -d 1* 2>/dev/null']);
  return stdout.split('\n').filter(Boolean);
}

describe('macvlan DEL gives the address back', () => {
  test.each([
    ['nothing but the attachment was there', 'true', true],
    ['the link is gone', 'ip -n c1 link delete eth0', true],
    ['the link has another name', 'ip -n c1 link set eth0 down; ip -n c1 link set eth0 name ens3', true],
    ['the master is gone', 'ip link delete m0', true],
    ['the master is down', 'ip link set m0 down', true],
    ['the namespace is gone', 'ip netns delete c1', true],
    ['no namespace is named', 'true', false],
  ])(
    'where %s',
    async (_what, command, named) => {
      await using host = await throwawayHost();
      await cable(host);
      const net = macvlanNetwork(host);
      const container = await host.container('c1');
      const result = await net.add(container);
      expect(await reservations(host)).toEqual(['10.1.2.2']);
      await host.ok(['sh', '-ec', command]);
      await net.del(named ? container : { id: container.id }, { prevResult: result });
      await net.del(named ? container : { id: container.id });
      expect(await reservations(host)).toEqual([]);
    },
    20_000,
  );
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

  test('calls IPAM once, also when its own removal fails, and tells both failures', async () => {
    await using host = await throwawayHost();
    using faulty = new FaultyIp();
    using spies = spyPlugins();
    spies.plant('spy', {
      ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } },
      DEL: { exit: 1, stdout: { cniVersion: '1.1.0', code: 142, msg: 'disk full' } },
    });
    await cable(host);
    const net = macvlanNetwork(host, { ipam: { type: 'spy' } }, spies.path);
    const container = await host.container();
    await net.add(container);
    spies.forget();
    const env = faulty.env('refused', 'link delete dev *');
    const { code, details } = await net.refused('DEL', container, { env });
    expect([code, details?.split('\n')]).toEqual([
      105,
      [expect.stringContaining('Cannot remove "eth0"'), 'spy DEL: disk full'],
    ]);
    expect(spies.log()).toEqual(['spy DEL']);
  });
});
