import { firstHost, parseCidr } from '../../lib/net/cidr.ts';
import { isV6 } from '../../lib/net/family.ts';
import { formatIp } from '../../lib/net/ip.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { IpConfig, Result } from '../../lib/spec/result.ts';
import type { PtpConf } from './conf.ts';

/** Index of the container's end in the result's interfaces: host's end, container's end. */
export const containerIndex = 1;

/** One address of the container and the gateway through which all its traffic goes. */
export interface Path {
  /** "10.1.2.3/24" */
  address: string;
  ip: string;
  gateway: string;
  /** "/32" or "/128": one address and nothing beside it. */
  single: string;
}

/**
 * What IPAM gave, completed: each address belongs to the container's end and has a gateway; where IPAM names none it is the
 * first address of the subnet, as with bridge.
 */
export function completeResult({ dns }: PtpConf, ipam: Result): Result {
  const ips = (ipam.ips ?? []).map((ip) => ({ ...ip, gateway: gatewayOf(ip), interface: containerIndex }));
  return { ...ipam, ips, ...(dns && { dns }) };
}

function gatewayOf({ address, gateway }: IpConfig): string {
  if (gateway !== undefined) return gateway;
  const cidr = parseCidr(address);
  const first = cidr && firstHost(cidr);
  const chosen = first === undefined ? undefined : formatIp(first);
  if (chosen !== undefined && chosen !== bare(address)) return chosen;
  throw new CniError(
    Code.invalidConfig,
    `Cannot route address ${address}: IPAM names no gateway and its subnet has none to spare`,
  );
}

/** The addresses of a completed result with their gateways. */
export function paths(result: Result): Path[] {
  return (result.ips ?? []).map(({ address, gateway = '' }) => ({
    address,
    ip: bare(address),
    gateway,
    single: isV6(address) ? '/128' : '/32',
  }));
}

/** The gateways of a result with their prefix length, each once, however many addresses share it. */
export function gateways(result: Result): string[] {
  return [...new Set(paths(result).map(({ gateway, single }) => gateway + single))];
}

function bare(address: string): string {
  return address.split('/')[0] ?? '';
}
