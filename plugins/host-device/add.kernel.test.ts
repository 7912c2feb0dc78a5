/** The scenarios of the reference's own tests of host-device that need no bus, in every version. */
import { atLeast, versions } from '../../lib/spec/version.ts';
import { difference } from '../../lib/testing/difference.ts';
import { addressesOf, defaultRoutes, linkNames, linkOf } from '../../lib/testing/links.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { device, deviceNetwork, dual, mac, stateOf, v4 } from './testDevice.ts';

const withAddresses = versions.filter((version) => atLeast(version, '0.3.0'));

// Reference: host-device 8.5 no. 1 and 6
test('host-device moves the device, brings it up, and gives it back as it was, in every version', async () => {
  await using host = await throwawayHost();
  await device(host, 1400);
  const net = deviceNetwork(host);
  const container = await host.container('c1');
  const before = await snapshot(host, container);
  for (const cniVersion of withAddresses) {
    const call = { conf: { cniVersion } };
    const result = await net.add(container, call);
    expect(await linkNames(host)).toEqual(['lo']);
    expect(await linkOf(container, 'eth0')).toMatchObject({
      address: mac,
      mtu: 1400,
      operstate: 'UP',
      ifalias: 'weft:host-device:mynet:c1:eth0:ens1:up:1400',
    });
    const mtu = atLeast(cniVersion, '1.1.0') ? { mtu: 1400 } : {};
    expect(result.interfaces).toEqual([{ name: 'eth0', mac, sandbox: container.netns, ...mtu }]);
    expect(result.ips ?? []).toEqual([]);
    if (atLeast(cniVersion, '0.4.0')) await net.check(container, result, call);
    await net.del(container, { ...call, prevResult: result });
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  }
}, 60_000);

test('host-device refuses a version that cannot tell an interface without address, and leaves the device', async () => {
  await using host = await throwawayHost();
  await device(host);
  const container = await host.container();
  const before = await snapshot(host, container);
  for (const cniVersion of versions.filter((version) => !atLeast(version, '0.3.0')))
    expect(await deviceNetwork(host).refused('ADD', container, { conf: { cniVersion } })).toMatchObject({
      code: 7,
      msg: expect.stringContaining('address'),
    });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

// Reference: host-device 8.5 no. 4, 9 and 10
test('host-device gives addresses of both families and routes, is checked, and detaches twice, in every version', async () => {
  await using host = await throwawayHost();
  await device(host);
  const net = deviceNetwork(host, { ipam: dual });
  const container = await host.container();
  for (const cniVersion of versions) {
    const call = { conf: { cniVersion } };
    const result = await net.add(container, call);
    expect(await addressesOf(container, 'eth0')).toEqual([
      expect.stringMatching(/^10\.1\.2\.\d+\/24$/),
      expect.stringMatching(/^fd00:1::[0-9a-f]+\/64$/),
    ]);
    expect(await defaultRoutes(container)).toEqual(['10.1.2.1', 'fd00:1::1']);
    if (atLeast(cniVersion, '0.3.0')) expect(result.ips?.map((ip) => ip.interface)).toEqual([0, 0]);
    if (atLeast(cniVersion, '0.4.0')) await net.check(container, result, call);
    await net.del(container, { ...call, prevResult: result });
    await net.del(container, { ...call, prevResult: result });
    expect(await stateOf(host, 'ens1')).toMatchObject({ address: mac, up: true, addresses: [] });
    expect(await linkNames(container)).toEqual(['lo']);
  }
}, 60_000);

test('host-device gives a device that was down and promiscuous back down and promiscuous', async () => {
  await using host = await throwawayHost();
  await device(host);
  await host.ok(['sh', '-ec', 'ip link set ens1 down; ip link set ens1 promisc on']);
  const container = await host.container();
  const before = await snapshot(host, container);
  await deviceNetwork(host).add(container);
  await container.ok(['ip', 'link', 'set', 'eth0', 'mtu', '1300', 'promisc', 'off']);
  await deviceNetwork(host).del(container);
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

// Reference: host-device 8.5 no. 2
test('host-device DEL leaves the device in the container, up, while another link of the host has its name', async () => {
  await using host = await throwawayHost();
  await device(host);
  const net = deviceNetwork(host, { ipam: v4 });
  const container = await host.container();
  await net.add(container);
  await host.ok(['ip', 'link', 'add', 'ens1', 'type', 'bridge']);
  expect(await net.refused('DEL', container)).toMatchObject({
    code: 105,
    details: 'Cannot give the device its name "ens1" back: another interface on the host has it',
  });
  expect(await linkOf(container, 'eth0')).toMatchObject({ address: mac, operstate: 'UP' });
  await host.ok(['ip', 'link', 'delete', 'ens1']);
  await net.del(container);
  expect(await stateOf(host, 'ens1')).toMatchObject({ address: mac, up: true });
});

// Reference: host-device 8.5 no. 11
test('host-device minds no link of its old name in the container, nor of its new name on the host', async () => {
  await using host = await throwawayHost();
  await device(host);
  const container = await host.container();
  await container.ok(['ip', 'link', 'add', 'ens1', 'type', 'bridge']);
  await host.ok(['ip', 'link', 'add', 'net1', 'type', 'bridge']);
  const before = await snapshot(host, container);
  const net = deviceNetwork(host);
  const call = { ifName: 'net1' };
  const result = await net.add(container, call);
  expect(await linkOf(container, 'net1')).toMatchObject({ address: mac });
  expect((await linkNames(container)).sort()).toEqual(['ens1', 'lo', 'net1']);
  await net.check(container, result, call);
  await net.del(container, call);
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

test('host-device keeps a name that is the same on both sides', async () => {
  await using host = await throwawayHost();
  await device(host);
  const container = await host.container();
  const before = await snapshot(host, container);
  await deviceNetwork(host).add(container, { ifName: 'ens1' });
  expect(await linkOf(container, 'ens1')).toMatchObject({ address: mac });
  await deviceNetwork(host).del(container, { ifName: 'ens1' });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

test('host-device takes the device of a hardware address', async () => {
  await using host = await throwawayHost();
  await device(host);
  const container = await host.container();
  const net = deviceNetwork(host, { device: undefined, hwaddr: mac.toUpperCase().replaceAll(':', '-') });
  expect((await net.add(container)).interfaces).toMatchObject([{ mac }]);
  await net.del(container);
  expect(await linkNames(host)).toContain('ens1');
});
