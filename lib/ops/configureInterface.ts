import { isV6 } from '../net/family.ts';
import type { Step } from '../plan/step.ts';
import type { Result } from '../spec/result.ts';
import { addAddress, addRoute } from './address.ts';
import { setUp } from './link.ts';
import { sysctl } from './sysctl.ts';

/**
 * Gives a link in the container the addresses and routes of a result and brings it up; without addresses it is brought
 * up and nothing else. The kernel announces the addresses as the link comes up (gratuitous ARP, unsolicited neighbour
 * advertisements), so that an address used before works at once. `dad` asks for duplicate address detection.
 */
export function configureInterface(ifName: string, result: Result, { dad }: { dad: boolean }): Step[] {
  const ips = result.ips ?? [];
  if (ips.length === 0) return [setUp('container', ifName)];
  return [
    ...addressSysctls(ifName, result, { dad }),
    ...ips.map((ip) => addAddress('container', ifName, ip.address, { dad })),
    setUp('container', ifName),
    ...(result.routes ?? []).map((route) =>
      addRoute('container', ifName, route, gatewayFor(route.dst, result)),
    ),
  ];
}

/** The sysctls that a link in the container needs before it gets the addresses of a result. */
export function addressSysctls(ifName: string, { ips = [] }: Result, { dad }: { dad: boolean }): Step[] {
  return [
    ...(ips.some((ip) => isV6(ip.address)) ? ipv6Sysctls(ifName, dad) : []),
    sysctl('container', 4, ifName, 'arp_notify', '1', `announce the addresses of "${ifName}" by ARP`),
  ];
}

function ipv6Sysctls(ifName: string, dad: boolean): Step[] {
  const set = (link: string, name: string, value: string, why: string) =>
    sysctl('container', 6, link, name, value, why);
  return [
    set('lo', 'disable_ipv6', '0', 'switch IPv6 on in the container'),
    set(ifName, 'disable_ipv6', '0', `switch IPv6 on at "${ifName}"`),
    set(ifName, 'keep_addr_on_down', '1', `keep the addresses of "${ifName}" while it is down`),
    set(
      ifName,
      'accept_dad',
      dad ? '1' : '0',
      `${dad ? 'detect' : 'do not wait for'} duplicate addresses at "${ifName}"`,
    ),
    ...(dad ? [set(ifName, 'enhanced_dad', '1', `tell own probes from others' at "${ifName}"`)] : []),
    set(ifName, 'ndisc_notify', '1', `announce the addresses of "${ifName}" to neighbours`),
  ];
}

/** A route without a gateway of its own goes through the first gateway of its family. */
export function gatewayFor(dst: string, result: Result): string | undefined {
  return result.ips?.find((ip) => ip.gateway !== undefined && isV6(ip.gateway) === isV6(dst))?.gateway;
}
