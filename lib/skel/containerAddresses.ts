import type { IpConfig, Result } from '../spec/result.ts';

/**
 * The addresses that a result gives to the container's interface `ifName`: those that point to an interface of that
 * name with a sandbox, and those that point to none, or to one that the result does not tell, which is as good as none
 * (`parseResult` leaves such an index out). Addresses of bridges and other interfaces are not the container's.
 */
export function addressesOf(ifName: string, { ips = [], interfaces = [] }: Result): IpConfig[] {
  return ips.filter(({ interface: index }) => {
    const link = index === undefined ? undefined : interfaces[index];
    return link === undefined || (link.name === ifName && Boolean(link.sandbox));
  });
}

/** The same without prefix length. */
export function containerAddresses(result: Result, ifName: string): string[] {
  return addressesOf(ifName, result).map(({ address }) => address.replace(/\/.*/, ''));
}
