import { isZeroMac, parseMac } from '../../lib/net/mac.ts';

const pci = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i;

/** True for the address of a PCI function, "0000:3b:02.1". */
export function isPciAddress(text: string): boolean {
  return pci.test(text);
}

/** What is wrong with `pciBusID`, or undefined. */
export function pciProblem(text: string): string | undefined {
  return isPciAddress(text) ? undefined : 'not a PCI address as 0000:3b:02.1';
}

/** What is wrong with `runtimeConfig.deviceID`, or undefined if it is the plain name of a device on a bus. */
export function deviceIdProblem(text: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9_.:-]*$/.test(text)
    ? undefined
    : 'not a letter or digit followed by letters, digits and _ . : -';
}

/**
 * The canonical text of an address of Ethernet (6 bytes), IEEE 1394 (8) or InfiniBand (20); undefined if it is none or
 * all zeros.
 */
export function hardwareAddress(text: string): string | undefined {
  const long = /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){6}(?:(?:\1[0-9a-f]{2}){12})?$/i;
  const mac = parseMac(text) ?? (long.test(text) ? text.toLowerCase().replaceAll('-', ':') : undefined);
  return mac === undefined || isZeroMac(mac) ? undefined : mac;
}
