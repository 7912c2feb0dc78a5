import { devicePathProblem } from '../../lib/kernel/sysfs.ts';
import {
  type ContainerLinkConf,
  containerLinkConf,
  isRemoval,
  ownFields,
} from '../../lib/skel/containerLinkConf.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { interfaceNameProblem } from '../../lib/spec/name.ts';
import { deviceIdProblem, hardwareAddress, pciProblem } from './words.ts';

/**
 * The configuration of `host-device`, judged. README.md describes the keys. The first that is there of the first five
 * finds the device.
 */
export interface HostDeviceConf extends ContainerLinkConf {
  device?: string;
  /** Canonical text. */
  hwaddr?: string;
  /** Below /sys/devices/. */
  kernelpath?: string;
  /** Canonical text. */
  pciBusID?: string;
  /**
   * What a device plugin has given out: a PCI address, or the name of a device on the auxiliary bus. Overrides
   * `pciBusID`.
   */
  deviceID?: string;
  /** Nothing is moved; overridden by what drives the PCI device, if one is named. */
  dpdkMode: boolean;
}

const keys = ['device', 'hwaddr', 'kernelpath', 'pciBusID', 'dpdkMode'] as const;

/**
 * Judges a configuration of `host-device`. Throws CniError (code 7) that names key and value. DEL and GC judge only
 * `ipam` and `dns`; STATUS does without a device, which may be known only when a container is attached.
 */
export function parseHostDeviceConf(source: ConfSource): HostDeviceConf {
  const fields = ownFields(source, keys);
  const device = {
    device: given(fields, 'device', interfaceNameProblem),
    hwaddr: hwaddr(fields),
    kernelpath: given(fields, 'kernelpath', devicePathProblem)?.replace(/\/+$/, ''),
    pciBusID: given(fields, 'pciBusID', pciProblem)?.toLowerCase(),
    deviceID: isRemoval(source.command) ? undefined : deviceID(source),
  };
  const chosen = Object.entries(device).filter(([, value]) => value !== undefined);
  if (chosen.length === 0 && ['ADD', 'CHECK'].includes(source.command))
    throw new CniError(
      Code.invalidConfig,
      'Cannot find a device: none of "device", "hwaddr", "kernelpath", "pciBusID" and "runtimeConfig.deviceID" is given',
    );
  return {
    ...containerLinkConf(source),
    ...Object.fromEntries(chosen),
    dpdkMode: fields.flag('dpdkMode'),
  };
}

/** An empty text counts as absent. */
function given(
  fields: Fields,
  key: string,
  problem: (text: string) => string | undefined,
): string | undefined {
  return fields.text(key) ? fields.judged(key, problem) : undefined;
}

function hwaddr(fields: Fields): string | undefined {
  const text = fields.text('hwaddr');
  if (!text) return undefined;
  const address = hardwareAddress(text);
  if (address === undefined) throw fields.refusal('hwaddr', 'not a hardware address of 6, 8 or 20 bytes');
  return address;
}

function deviceID({ network }: ConfSource): string | undefined {
  const place = { path: 'runtimeConfig', code: Code.invalidConfig };
  return given(new Fields(network.runtimeConfig, ['deviceID'], place), 'deviceID', deviceIdProblem);
}
