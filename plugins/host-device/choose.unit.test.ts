import { sysfs } from '../../lib/kernel/sysfs.ts';
import { type Choice, choose, isDpdk } from './choose.ts';
import type { HostDeviceConf } from './conf.ts';
import { FakeSysfs, pciFunction } from './testDevice.ts';

const [nic, vfio, virtio, bare] = ['0000:3b:02.0', '0000:3b:02.1', '0000:00:03.0', '0000:00:04.0'];
const sf = 'mlx5_core.sf.4';
let fake: FakeSysfs;
beforeAll(() => {
  fake = new FakeSysfs({
    ...pciFunction(nic, 'mlx5_core', 'ens2', 'ens1'),
    ...pciFunction(vfio, 'vfio-pci'),
    ...pciFunction(virtio, 'virtio-pci'),
    [`bus/pci/devices/${virtio}/virtio0/net/ens3`]: '/',
    [`bus/pci/devices/${bare}`]: '/',
    [`bus/auxiliary/devices/${sf}/net/ens4`]: '/',
    'devices/pci0000:00/net/ens5': '/',
    'devices/empty/net': '/',
  });
});
afterAll(() => fake[Symbol.dispose]());

const chosen = (conf: Partial<HostDeviceConf>): Choice =>
  choose({ dpdkMode: false, ...conf }, sysfs(fake.root));

test.each<[Partial<HostDeviceConf>, object]>([
  [{ device: 'ens1' }, { key: 'device', name: 'ens1' }],
  [{ hwaddr: '02:00:00:00:00:01' }, { key: 'hwaddr', hwaddr: '02:00:00:00:00:01' }],
  [{ kernelpath: '/sys/devices/pci0000:00' }, { key: 'kernelpath', name: 'ens5' }],
  [{ pciBusID: nic }, { key: 'pciBusID', value: nic, name: 'ens1' }],
  [{ pciBusID: virtio }, { key: 'pciBusID', name: 'ens3' }],
  [{ deviceID: sf }, { key: 'runtimeConfig.deviceID', name: 'ens4' }],
  [{ deviceID: nic }, { key: 'runtimeConfig.deviceID', name: 'ens1' }],
  // The first that is given: device, hwaddr, kernelpath, then the bus.
  [
    { device: 'ens9', hwaddr: '02:00:00:00:00:01', kernelpath: '/sys/devices/pci0000:00', pciBusID: nic },
    { name: 'ens9' },
  ],
  [{ hwaddr: '02:00:00:00:00:01', kernelpath: '/sys/devices/pci0000:00', deviceID: sf }, { key: 'hwaddr' }],
  [{ kernelpath: '/sys/devices/pci0000:00', deviceID: nic }, { name: 'ens5' }],
  // What a device plugin gave out, before what is configured.
  [
    { pciBusID: nic, deviceID: virtio },
    { name: 'ens3', value: virtio },
  ],
  [
    { pciBusID: vfio, deviceID: sf },
    { name: 'ens4', value: sf },
  ],
  // What drives a PCI device decides, whatever finds it and whatever is said.
  [{ pciBusID: vfio }, { dpdk: true, key: 'pciBusID', pciID: vfio }],
  [
    { pciBusID: nic, deviceID: vfio },
    { dpdk: true, pciID: vfio },
  ],
  [
    { device: 'ens1', pciBusID: vfio },
    { dpdk: true, key: 'device', pciID: vfio },
  ],
  [
    { device: 'ens1', dpdkMode: true },
    { dpdk: true, key: 'device' },
  ],
  [{ pciBusID: nic, dpdkMode: true }, { name: 'ens1' }],
])('choose() makes of %j: %j', (conf, choice) => {
  expect(chosen(conf)).toMatchObject(choice);
  expect(isDpdk({ dpdkMode: false, ...conf }, sysfs(fake.root))).toBe('dpdk' in choice);
});

test.each<[Partial<HostDeviceConf>, string]>([
  [{ kernelpath: '/sys/devices/none' }, 'Cannot use "kernelpath" "/sys/devices/none": no such device'],
  [{ kernelpath: '/sys/devices/empty' }, 'the device has no interface on the host: a container may have it'],
  [{ pciBusID: '0000:ff:00.0' }, 'Cannot use "pciBusID" "0000:ff:00.0": no such PCI device'],
  [{ pciBusID: bare }, 'the PCI device has no driver'],
  [
    { deviceID: 'sf.9', device: 'ens1' },
    'Cannot use "runtimeConfig.deviceID" "sf.9": no such device on the PCI bus',
  ],
])('choose() refuses %j', (conf, says) => {
  expect(() => chosen(conf)).toThrow(says);
});

test('sysfs() is silent about what is not there', () => {
  const tree = sysfs(fake.root);
  expect([tree.list('none'), tree.target('none'), tree.read('none'), tree.exists('none')]).toEqual([
    undefined,
    undefined,
    undefined,
    false,
  ]);
});
