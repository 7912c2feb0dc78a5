import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { device, deviceNetwork, FakeSysfs, pciFunction, v4 } from './testDevice.ts';

const none = { device: undefined };
const pci = '0000:3b:02.1';

/** What is asked for, the error's code, and what it must say. */
const wrong: [conf: Record<string, unknown>, says: string][] = [
  // Reference: host-device 8.5 no. 5
  [none, 'none of "device", "hwaddr", "kernelpath", "pciBusID" and "runtimeConfig.deviceID" is given'],
  [{ device: '', hwaddr: '' }, 'none of "device"'],
  [{ device: 7 }, 'Cannot use "device" 7: not a string'],
  [{ device: 'a b' }, 'Cannot use "device" "a b": holds a space'],
  [{ device: 'ens7' }, 'Cannot use "device" "ens7": no such interface on the host; a container may have it'],
  [{ device: 'lo' }, 'Cannot use "device" "lo": the loopback cannot be moved'],
  [{ ...none, hwaddr: 'ens1' }, 'Cannot use "hwaddr" "ens1": not a hardware address of 6, 8 or 20 bytes'],
  [{ ...none, hwaddr: '02:00:00:00:00:99' }, 'Cannot use "hwaddr" "02:00:00:00:00:99": no such interface'],
  [{ ...none, kernelpath: 'sys/devices/x' }, 'Cannot use "kernelpath" "sys/devices/x": does not begin with'],
  [
    { ...none, kernelpath: '/sys/devices/../class' },
    'Cannot use "kernelpath" "/sys/devices/../class": holds',
  ],
  [
    { ...none, kernelpath: '/sys/devices/none' },
    'Cannot use "kernelpath" "/sys/devices/none": no such device',
  ],
  [{ ...none, pciBusID: '../x' }, 'Cannot use "pciBusID" "../x": not a PCI address'],
  [{ ...none, pciBusID: '0000:00:1f.6' }, 'Cannot use "pciBusID" "0000:00:1f.6": no such PCI device'],
  [
    { ...none, pciBusID: '0000:3b:02.2' },
    'Cannot use "pciBusID" "0000:3b:02.2": the PCI device has no driver',
  ],
  [{ ...none, pciBusID: pci }, `Cannot use "pciBusID" "${pci}": the device has no interface on the host`],
  [
    { runtimeConfig: { deviceID: 'x/y' } },
    'Cannot use "runtimeConfig.deviceID" "x/y": not a letter or digit',
  ],
  [
    { runtimeConfig: { deviceID: 'sf.4' } },
    'Cannot use "runtimeConfig.deviceID" "sf.4": no such device on the PCI',
  ],
  [{ dpdkMode: 'yes' }, 'Cannot use "dpdkMode" "yes": not true or false'],
];

test('host-device refuses what it cannot use, naming key and value, before any change', async () => {
  await using host = await throwawayHost();
  await device(host);
  using tree = new FakeSysfs({ ...pciFunction(pci, 'mlx5_core'), 'bus/pci/devices/0000:3b:02.2': '/' });
  await tree.over(host);
  const container = await host.container();
  const before = await snapshot(host, container);
  const net = deviceNetwork(host, { ipam: v4 });
  for (const [conf, says] of wrong) {
    const { code, msg } = await net.refused('ADD', container, { conf });
    expect([conf, code, msg]).toEqual([conf, 7, expect.stringContaining(says)]);
  }
  expect(difference(before, await snapshot(host, container))).toEqual([]);
}, 30_000);

/** What is done on the host, and what is said of the device then. */
const used: [what: string, command: string, says: string][] = [
  [
    'is a port of a bridge',
    'ip link add br0 type bridge; ip link set ens1 master br0',
    'it is a part of "br0"',
  ],
  ['carries another link', 'ip link add link ens1 name mv0 type macvlan', '"mv0" stands on it'],
  [
    'has the only default route',
    'ip address add 192.0.2.5/24 dev ens1; ip route add default via 192.0.2.1',
    "the host's only default route leads through it",
  ],
  [
    'has the only default route beside one to nowhere',
    'ip address add 192.0.2.5/24 dev ens1; ip route add default via 192.0.2.1; ip -6 route add unreachable default dev lo',
    "the host's only default route leads through it",
  ],
  [
    'has the only default route of IPv6',
    'ip address add fd00:9::5/64 dev ens1 nodad; ip -6 route add default via fd00:9::1',
    "the host's only default route leads through it",
  ],
  [
    'is a part of another attachment',
    'ip link set ens1 alias weft:ptp:mynet:c9:eth0',
    'it belongs to the attachment "weft:ptp:mynet:c9:eth0"',
  ],
];

test.each(used)(
  'host-device leaves a device alone that %s, and STATUS says so',
  async (_what, command, says) => {
    await using host = await throwawayHost();
    await device(host);
    await host.ok(['sh', '-ec', command]);
    const container = await host.container();
    const before = await snapshot(host, container);
    const net = deviceNetwork(host);
    const msg = expect.stringContaining(`Cannot use "device" "ens1": ${says}`);
    expect(await net.refused('ADD', container)).toMatchObject({ code: 7, msg });
    expect(await net.refused('STATUS', undefined)).toMatchObject({ code: 50, msg });
    expect(difference(before, await snapshot(host, container))).toEqual([]);
  },
);

test('host-device tells what the kernel says of a link that cannot be moved, and leaves it as it was', async () => {
  await using host = await throwawayHost();
  await host.ok(['ip', 'link', 'add', 'ens1', 'type', 'bridge']);
  const container = await host.container();
  const before = await snapshot(host, container);
  expect(await deviceNetwork(host).refused('ADD', container)).toMatchObject({
    code: 100,
    msg: expect.stringContaining('Cannot move "ens1" into the container as "eth0"'),
  });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
});

test('host-device takes a device with addresses and one of several default routes', async () => {
  await using host = await throwawayHost();
  await device(host);
  const second = 'ip link add up0 type veth peer name up1; ip link set up0 up; ip link set up1 up';
  const addresses = 'ip address add 192.0.2.5/24 dev ens1; ip address add 198.51.100.5/24 dev up0';
  const routes = 'ip route add default via 192.0.2.1; ip route add default via 198.51.100.1 metric 9';
  await host.ok(['sh', '-ec', `${second}; ${addresses}; ${routes}`]);
  const container = await host.container();
  await deviceNetwork(host).add(container);
});

test('host-device refuses a name that is taken in the container, and a device that a container has', async () => {
  await using host = await throwawayHost();
  await device(host);
  const [one, two] = [await host.container(), await host.container()];
  const net = deviceNetwork(host);
  await one.ok(['ip', 'link', 'add', 'eth0', 'type', 'bridge']);
  expect(await net.refused('ADD', one)).toMatchObject({ code: 104 });
  await net.add(two);
  const before = await snapshot(host, one, two);
  expect(await net.refused('ADD', two)).toMatchObject({ code: 104 });
  expect((await net.refused('ADD', one, { ifName: 'eth1' })).msg).toContain('a container may have it');
  expect(difference(before, await snapshot(host, one, two))).toEqual([]);
});

test('host-device gives a device that two containers want at once to one of them', async () => {
  await using host = await throwawayHost();
  await device(host);
  const containers = [await host.container(), await host.container(), await host.container()];
  const before = await snapshot(host, ...containers);
  const net = deviceNetwork(host);
  const outcomes = await Promise.all(containers.map((container) => net.call('ADD', container)));
  expect(outcomes.map(({ exitCode }) => exitCode).sort()).toEqual([0, 1, 1]);
  for (const container of containers) await net.del(container);
  expect(difference(before, await snapshot(host, ...containers))).toEqual([]);
});
