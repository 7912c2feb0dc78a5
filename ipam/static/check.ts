import { formatCidr, parseCidr } from '../../lib/net/cidr.ts';
import { formatIp, parseIp } from '../../lib/net/ip.ts';
import type { IpConfig, Result } from '../../lib/spec/result.ts';

/**
 * What of the configured addresses a result does not have, or has with another gateway, a line each; nothing if all is well.
 * It may have more: other plugins add addresses, and the interface plugin a gateway where none is configured.
 */
export function findDifferences(configured: readonly IpConfig[], { ips = [] }: Result): string[] {
  return configured.flatMap(({ address, gateway }) => {
    const there = ips.filter((ip) => canonical(ip.address) === address);
    if (there.length === 0) return [`${address} is configured and not in "prevResult"`];
    if (!gateway || there.some((ip) => canonicalIp(ip.gateway) === gateway)) return [];
    const [told] = there;
    return [
      `${address} has the gateway ${told?.gateway ?? 'none'} in "prevResult", configured is ${gateway}`,
    ];
  });
}

function canonical(text: string): string {
  const cidr = parseCidr(text);
  return cidr ? formatCidr(cidr) : text;
}

function canonicalIp(text = ''): string {
  const ip = parseIp(text);
  return ip ? formatIp(ip) : text;
}
