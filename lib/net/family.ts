import { formatCidr, parseCidr, subnetOf } from './cidr.ts';

/** True for the text of an IPv6 address, with or without a prefix length. */
export function isV6(text: string): boolean {
  return text.includes(':');
}

/** The network an address is in: "10.1.2.3/24" is in "10.1.2.0/24". Text that is no CIDR is returned as it is. */
export function subnetText(address: string): string {
  const cidr = parseCidr(address);
  return cidr === undefined ? address : formatCidr(subnetOf(cidr));
}
