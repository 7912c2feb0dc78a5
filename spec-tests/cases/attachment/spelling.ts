import { formatCidr, parseCidr, subnetOf } from '../../../lib/net/cidr.ts';
import { formatIp, parseIp } from '../../../lib/net/ip.ts';

// What a result says is compared in one spelling: the kernel's for "FD00::0:1/64" is "fd00::1/64". What is no address at all
// stays as it is, and so is never found in the kernel: that it is none is judged with the form of the result.

/** An address with prefix length in its one spelling. */
export function canonicalCidr(value: unknown): string {
  const cidr = parseCidr(String(value));
  return cidr ? formatCidr(cidr) : String(value);
}

/** A destination in its one spelling, without the host bits, which the kernel does not keep. */
export function canonicalSubnet(value: unknown): string {
  const cidr = parseCidr(String(value));
  return cidr ? formatCidr(subnetOf(cidr)) : String(value);
}

/** A bare address in its one spelling. */
export function canonicalIp(value: unknown): string {
  const ip = parseIp(String(value));
  return ip ? formatIp(ip) : String(value);
}

/** A hardware address in lower case. */
export function canonicalMac(value: unknown): string {
  return String(value).toLowerCase();
}
