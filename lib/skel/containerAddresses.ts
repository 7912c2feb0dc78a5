import type { Result } from '../spec/result.ts';

/**
 * The addresses, without prefix length, that a result gives to the container's interface `ifName`: those that point to
 * an interface of that name with a sandbox, and those that point to none. Addresses of bridges and other interfaces are
 * not the container's.
 */
export function containerAddresses({ ips = [], interfaces = [] }: Result, ifName: string): string[] {
  const isContainers = (index: number | undefined) => {
    const link = index === undefined ? undefined : interfaces[index];
    return index === undefined || (link?.name === ifName && Boolean(link.sandbox));
  };
  return ips.filter((ip) => isContainers(ip.interface)).map(({ address }) => address.replace(/\/.*/, ''));
}
