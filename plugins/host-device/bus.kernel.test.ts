/**
 * Devices found by what they are on a bus, and devices that a program drives. The /sys of these hosts is a folder of
 * files.
 */
import { versions } from '../../lib/spec/version.ts';
import { difference } from '../../lib/testing/difference.ts';
import { linkNames, linkOf } from '../../lib/testing/links.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { device, deviceNetwork, FakeSysfs, mac, pciFunction, v4 } from './testDevice.ts';

const pci = '0000:3b:02.1';
const sf = 'mlx5_core.sf.4';
const ipam = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24', gateway: '10.1.2.1' }]] };

// Reference: host-device 8.5 no. 3 and 7
test.each([
  ['vfio-pci', { pciBusID: pci }],
  ['uio_pci_generic', { device: 'ens1', pciBusID: pci }],
  ['igb_uio', { runtimeConfig: { deviceID: pci }, pciBusID: '0000:00:00.0' }],
])(
  'host-device moves nothing where %s drives the device, and answers with the addresses and no MAC, in every version',
  async (driver, conf) => {
    await using host = await throwawayHost();
    await device(host);
    using tree = new FakeSysfs(pciFunction(pci, driver));
    await tree.over(host);
    const container = await host.container();
    const net = deviceNetwork(host, { device: undefined, ipam, ...conf });
    const before = await snapshot(host, container);
    for (const cniVersion of versions) {
      const call = { conf: { cniVersion } };
      const result = await net.add(container, call);
      if (cniVersion === '1.1.0')
        expect(result).toMatchObject({
          interfaces: [{ name: 'eth0', sandbox: container.netns, pciID: pci }],
          ips: [{ address: expect.stringMatching(/^10\.1\.2\.\d+\/24$/), gateway: '10.1.2.1', interface: 0 }],
        });
      for (const own of result.interfaces ?? []) expect(own.mac).toBeUndefined();
      const changed = difference(before, await snapshot(host, container));
      expect(changed.filter((line) => !line.includes('/var/lib/cni/'))).toEqual([]);
      if (cniVersion >= '0.4.0') await net.check(container, result, call);
      await net.del(container, { ...call, prevResult: result });
      await net.del(container, call);
    }
    const left = difference(before, await snapshot(host, container));
    expect(
      left.filter((line) => !/\/var\/lib\/cni\/(networks )?(\S+ folder|\S*last_reserved)/.test(line)),
    ).toEqual([]);
  },
  60_000,
);

// Reference: host-device 8.5 no. 8
test.each([
  ['a device ID on the auxiliary bus', { runtimeConfig: { deviceID: sf }, pciBusID: '0000:00:00.0' }],
  [
    'a device ID on the PCI bus, which overrides the PCI address',
    { runtimeConfig: { deviceID: pci }, pciBusID: '0000:00:00.0' },
  ],
  ['a PCI address', { pciBusID: pci.toUpperCase() }],
  ['a PCI address of a virtio device', { pciBusID: '0000:00:03.0' }],
  ['a path of the kernel', { kernelpath: '/sys/devices/pci0000:00/0000:3b:02.1/' }],
])('host-device finds the device by %s', async (_what, conf) => {
  await using host = await throwawayHost();
  await device(host);
  using tree = new FakeSysfs({
    [`bus/auxiliary/devices/${sf}/net/ens1`]: '/',
    ...pciFunction(pci, 'mlx5_core', 'ens1', 'ens9'),
    ...pciFunction('0000:00:03.0', 'virtio-pci'),
    'bus/pci/devices/0000:00:03.0/virtio1/net/ens1': '/',
    'devices/pci0000:00/0000:3b:02.1/net/ens1': '/',
  });
  await tree.over(host);
  const container = await host.container();
  const net = deviceNetwork(host, { device: undefined, ipam: v4, ...conf });
  await net.status();
  const result = await net.add(container);
  expect(result.interfaces).toMatchObject([{ name: 'eth0', mac, sandbox: container.netns }]);
  await net.check(container, result);
  await net.del(container, { prevResult: result });
  expect(await linkOf(host, 'ens1')).toMatchObject({ address: mac, operstate: 'UP' });
});

test('host-device tells the PCI address of a device that it found by name', async () => {
  await using host = await throwawayHost();
  await device(host);
  const { ifindex } = await linkOf(host, 'ens1');
  using tree = new FakeSysfs({
    'class/net/ens1/ifindex': `${ifindex}\n`,
    'class/net/ens1/device': `-> ../../../${pci}`,
  });
  await tree.over(host);
  const container = await host.container();
  expect((await deviceNetwork(host).add(container)).interfaces).toMatchObject([{ mac, pciID: pci }]);
});

test('host-device DEL needs neither the device on its bus nor its driver', async () => {
  await using host = await throwawayHost();
  await device(host);
  const container = await host.container();
  const net = deviceNetwork(host, { device: undefined, ipam: v4, pciBusID: pci });
  {
    using tree = new FakeSysfs(pciFunction(pci, 'mlx5_core', 'ens1'));
    await tree.over(host);
    await net.add(container);
  }
  await net.del(container);
  expect(await linkNames(host)).toContain('ens1');
});
