import { difference } from '../../lib/testing/difference.ts';
import { FaultyIp } from '../../lib/testing/faultyIp.ts';
import { linkNames, linkOf } from '../../lib/testing/links.ts';
import { givesAddressBack, tellsBothFailures } from '../../lib/testing/removals.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { device, deviceNetwork, mac, v4 } from './testDevice.ts';

/**
 * What the kernel does with a physical device whose namespace ends: it is on the host, down, under its last name if
 * that is free.
 */
async function comesBack(host: Host, container: Container, name = 'eth0'): Promise<void> {
  await host.ok(['ip', '-n', container.id, 'link', 'set', 'eth0', 'netns', '1', 'name', name]);
  await container.remove();
}

describe('host-device DEL gives the address back', () => {
  test.each([
    ['nothing is amiss', 'true', true],
    ['the device is gone', 'ip -n c1 link delete eth0', true],
    ['the device has another name', 'ip -n c1 link set eth0 down; ip -n c1 link set eth0 name ens3', true],
    ['the device is on the host already', 'ip -n c1 link set eth0 netns 1', true],
    ['the namespace is gone', 'ip netns delete c1', true],
    ['no namespace is named', 'true', false],
  ])('where %s, and once more', async (_what, command, named) => {
    await using host = await throwawayHost();
    await device(host);
    await givesAddressBack(deviceNetwork(host, { ipam: v4 }), command, named, '10.1.2.10');
  });
});

describe('host-device DEL puts a device right that', () => {
  test.each([
    ['came back by itself under its name in the container', 'eth0'],
    ['came back by itself under a name that the kernel made up', 'dev7'],
    ['came back by itself under its old name', 'ens1'],
  ])('%s', async (_what, name) => {
    await using host = await throwawayHost();
    await device(host);
    const net = deviceNetwork(host, { ipam: v4 });
    const container = await host.container();
    const before = await snapshot(host);
    const result = await net.add(container);
    await container.ok(['ip', 'link', 'set', 'eth0', 'mtu', '1300']);
    await comesBack(host, container, name);
    await net.del(container, { prevResult: result });
    await net.del(container);
    const left = difference(before, await snapshot(host));
    expect(left.filter((line) => !/ file \/(var\/lib\/cni|run\/netns)\//.test(line))).toEqual([]);
  });

  test('was renamed in the container', async () => {
    await using host = await throwawayHost();
    await device(host);
    const net = deviceNetwork(host);
    const container = await host.container('c1');
    const before = await snapshot(host, container);
    await net.add(container);
    await container.ok(['sh', '-ec', 'ip link set eth0 down; ip link set eth0 name ens3']);
    await net.del(container);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });

  test('cannot have its name yet, as soon as it can', async () => {
    await using host = await throwawayHost();
    await device(host);
    const net = deviceNetwork(host);
    const container = await host.container();
    await net.add(container);
    await comesBack(host, container);
    await host.ok(['ip', 'link', 'add', 'ens1', 'type', 'bridge']);
    expect((await net.refused('DEL', container)).msg).toContain('another interface on the host has it');
    await host.ok(['ip', 'link', 'delete', 'ens1']);
    await net.del(container);
    expect(await linkOf(host, 'ens1')).toMatchObject({ address: mac, operstate: 'UP' });
  });
});

describe('host-device DEL', () => {
  test('works with a configuration that ADD would refuse', async () => {
    await using host = await throwawayHost();
    await device(host);
    const net = deviceNetwork(host);
    const container = await host.container();
    const before = await snapshot(host, container);
    await net.add(container);
    const conf = {
      device: 7,
      hwaddr: 'x',
      kernelpath: '/etc',
      pciBusID: 'y',
      runtimeConfig: { deviceID: '../z' },
    };
    await net.del(container, { conf, args: 'NOBODY=KNOWS' });
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  });

  test('brings back a device that the reference plugin has moved, which remembers its name alone', async () => {
    await using host = await throwawayHost();
    await device(host);
    const container = await host.container();
    const move = 'ip link set ens1 netns c1 name eth0 alias ens1; ip -n c1 link set eth0 up';
    await host.ok(['sh', '-ec', move]);
    const prevResult = { cniVersion: '1.1.0', interfaces: [{ name: 'eth0', mac, sandbox: container.netns }] };
    const { interfaces: [own] = [] } = prevResult;
    const other = { ...prevResult, interfaces: [{ ...own, mac: '02:00:00:00:00:01' }] };
    await deviceNetwork(host).del(container, { prevResult: other });
    expect(await linkNames(container)).toEqual(['lo', 'eth0']);
    await deviceNetwork(host).check(container, prevResult);
    await deviceNetwork(host).del(container, { prevResult });
    expect(await linkOf(host, 'ens1')).toMatchObject({ address: mac });
    expect(await linkOf(host, 'ens1')).not.toHaveProperty('ifalias');
  });

  test('never touches a link that is not its own', async () => {
    await using host = await throwawayHost();
    await device(host);
    const net = deviceNetwork(host);
    const container = await host.container();
    await net.add(container, { conf: { name: 'other' } });
    const before = await snapshot(host, container);
    await net.del(container);
    expect(difference(before, await snapshot(host, container))).toEqual([]);
    const own = 'ip link delete eth0; ip link add eth0 type bridge; ip link set eth0 alias "our bridge"';
    await container.ok(['sh', '-ec', own]);
    await net.del(container);
    expect(await linkNames(container)).toEqual(['lo', 'eth0']);
  });

  test('calls IPAM once, also when the way back is refused, and tells both failures', async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    await device(host);
    const net = deviceNetwork(host, { ipam: { type: 'spy' } }, spies.path);
    const words = 'Cannot move "eth0" back to the host as "ens1"';
    await tellsBothFailures(net, await host.container(), spies, 'link set dev eth0 netns *', words);
  });

  test('that was killed at any line is finished by the next', async () => {
    await using host = await throwawayHost();
    using faulty = new FaultyIp();
    await device(host);
    const net = deviceNetwork(host);
    const container = await host.container();
    const before = await snapshot(host, container);
    for (const fault of ['killed-before', 'killed-after'] as const)
      for (const line of ['link set dev eth0 mtu *', 'link set dev eth0 netns *']) {
        await net.add(container);
        await container.ok(['ip', 'link', 'set', 'eth0', 'mtu', '1300']);
        expect((await net.call('DEL', container, { env: faulty.env(fault, line) })).signal).toBe('SIGKILL');
        await net.del(container);
        const left = difference(before, await snapshot(host, container));
        expect({ fault, line, left }).toEqual({ fault, line, left: [] });
      }
  }, 30_000);
});
