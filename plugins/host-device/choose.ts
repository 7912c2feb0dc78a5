import { devicePath, type Sysfs } from '../../lib/kernel/sysfs.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';
import type { HostDeviceConf } from './conf.ts';

/**
 * What a configuration chooses: the interface of a name, the one of a hardware address, or a device that a program
 * drives by itself.
 */
export type Choice = ({ name: string } | { hwaddr: string } | { dpdk: true; pciID?: string }) & {
  /** The key that chose, and its value, for messages. */
  key: string;
  value: string;
};

/** A PCI function with one of these is driven by a program, and no interface of the kernel's. */
const dpdkDrivers = ['vfio-pci', 'uio_pci_generic', 'igb_uio'];

interface Key {
  key: string;
  value: string;
}

/** Says which device is meant. Pure but for what `tree` reads. Throws CniError (code 7) where there is none. */
export function choose(conf: HostDeviceConf, tree: Sysfs): Choice {
  const pci = pciFunction(conf, tree);
  const own = chosenKey(conf, pci);
  if (isDriven(conf, pci, tree)) return { ...own, dpdk: true, ...(pci && { pciID: pci.value }) };
  if (own.key === 'device') return { ...own, name: own.value };
  if (own.key === 'hwaddr') return { ...own, hwaddr: own.value };
  return { ...own, name: firstInterface(own, foldersOf(own, pci, tree), tree) };
}

/**
 * True if a program drives the device by itself. Throws CniError (code 7) where a PCI device is named that is not
 * there.
 */
export function isDpdk(conf: HostDeviceConf, tree: Sysfs): boolean {
  return isDriven(conf, pciFunction(conf, tree), tree);
}

/** What drives a PCI function counts, not what is said. */
function isDriven({ dpdkMode }: HostDeviceConf, pci: Key | undefined, tree: Sysfs): boolean {
  return pci === undefined ? dpdkMode : dpdkDrivers.includes(driverOf(pci, tree));
}

/** The key that decides; `pci` where none before it is given. */
function chosenKey(conf: HostDeviceConf, pci: Key | undefined): Key {
  const key = (['device', 'hwaddr', 'kernelpath'] as const).find((one) => conf[one] !== undefined);
  if (key !== undefined) return { key, value: conf[key] ?? '' };
  return pci ?? { key: 'runtimeConfig.deviceID', value: conf.deviceID ?? '' };
}

/** The PCI function that is named, if one is. What a device plugin gave out goes before what is configured. */
function pciFunction({ pciBusID, deviceID }: HostDeviceConf, tree: Sysfs): Key | undefined {
  if (deviceID === undefined)
    return pciBusID === undefined ? undefined : { key: 'pciBusID', value: pciBusID };
  const given = { key: 'runtimeConfig.deviceID', value: deviceID };
  if (tree.exists(`bus/pci/devices/${deviceID}`)) return given;
  if (tree.exists(`bus/auxiliary/devices/${deviceID}`)) return undefined;
  throw refusal(given, 'no such device on the PCI bus or the auxiliary bus');
}

function driverOf(own: Key, tree: Sysfs): string {
  const folder = `bus/pci/devices/${own.value}`;
  if (!tree.exists(folder)) throw refusal(own, 'no such PCI device');
  const driver = tree.target(`${folder}/driver`);
  if (driver === undefined) throw refusal(own, 'the PCI device has no driver');
  return driver;
}

/**
 * The folders below /sys that may hold the interfaces of a device. A virtio function has its interface a level below.
 */
function foldersOf({ key, value }: Key, pci: Key | undefined, tree: Sysfs): string[] {
  if (key === 'kernelpath') return [devicePath(value)];
  if (pci === undefined) return [`bus/auxiliary/devices/${value}`];
  const folder = `bus/pci/devices/${value}`;
  const virtio = (tree.list(folder) ?? []).filter((name) => name.startsWith('virtio'));
  return [folder, ...virtio.map((name) => `${folder}/${name}`)];
}

function firstInterface(own: Key, folders: string[], tree: Sysfs): string {
  for (const folder of folders) {
    const [name] = tree.list(`${folder}/net`) ?? [];
    if (name !== undefined) return name;
  }
  const there = folders.some((folder) => tree.exists(folder));
  throw refusal(
    own,
    there ? 'the device has no interface on the host: a container may have it' : 'no such device',
  );
}

/** The error about the key that chose the device. */
export function refusal({ key, value }: Key, state: string): CniError {
  return new CniError(Code.invalidConfig, `Cannot use ${quote(key)} ${quote(value)}: ${state}`);
}
