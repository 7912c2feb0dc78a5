import { contains, firstHost, parseCidr } from '../../lib/net/cidr.ts';
import { isV6, subnetText } from '../../lib/net/family.ts';
import { formatIp, parseIp } from '../../lib/net/ip.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { IpConfig, Result } from '../../lib/spec/result.ts';
import type { PtpConf } from './conf.ts';

/** Index of the container's end in the result's interfaces: host's end, container's end. */
const containerIndex = 1;

/** One address of the container and the gateway through which all its traffic goes. */
export interface Path {
  /** "10.1.2.3/24" */
  address: string;
  ip: string;
  gateway: string;
  /** "/32" or "/128": one address and nothing beside it. */
  single: string;
}

/** A route in the container with the address that traffic along it has by itself. */
export interface OwnRoute {
  dst: string;
  /** Absent: on the link. */
  gw?: string;
  source: string;
}

/**
 * What IPAM gave, completed: each address belongs to the container's end and has a gateway; where IPAM names none it is
 * the first address of the subnet, as with bridge. Throws CniError where a gateway cannot be one.
 */
export function completeResult({ dns }: PtpConf, ipam: Result): Result {
  const ips = (ipam.ips ?? []).map((ip) => ({
    ...ip,
    gateway: gatewayOf(ip),
    interface: containerIndex,
  }));
  const own = ips.map(({ address }) => bare(address));
  for (const { address, gateway } of ips) refuseUnlessGateway(address, gateway, own);
  return { ...ipam, ips, ...(dns && { dns }) };
}

function gatewayOf({ address, gateway }: IpConfig): string {
  const cidr = parseCidr(address);
  const chosen = gateway === undefined ? cidr && firstHost(cidr) : parseIp(gateway);
  if (chosen !== undefined) return formatIp(chosen);
  throw refusal(address, 'IPAM names no gateway and its subnet has no other address');
}

function refuseUnlessGateway(address: string, gateway: string, own: string[]): void {
  if (isV6(address) !== isV6(gateway))
    throw refusal(address, `its gateway ${gateway} is of the other address family`);
  if (own.includes(gateway)) throw refusal(address, `its gateway ${gateway} is an address of the container`);
}

function refusal(address: string, state: string): CniError {
  return new CniError(Code.invalidConfig, `Cannot route address ${address}: ${state}`);
}

/**
 * The addresses of a completed result with their gateways; an address without one is of a later plugin of the chain.
 */
export function paths(result: Result): Path[] {
  return (result.ips ?? []).flatMap(({ address, gateway }) =>
    gateway === undefined
      ? []
      : [{ address, ip: bare(address), gateway, single: isV6(address) ? '/128' : '/32' }],
  );
}

/** The gateways of a result with their prefix length, each once, however many addresses share it. */
export function gateways(result: Result): string[] {
  return [...new Set(paths(result).map(({ gateway, single }) => gateway + single))];
}

/**
 * The routes of the container that IPAM knows nothing of: to each gateway over the link, and to each subnet through its
 * gateway, since nobody else is on the wire. Each once, but where IPAM brings a route to the same destination.
 */
export function ownRoutes(result: Result): OwnRoute[] {
  const all = paths(result);
  const onLink = all.map(({ ip, gateway, single }) => ({ dst: gateway + single, source: ip }));
  const subnets = all
    .map(({ address, ip, gateway }) => ({ dst: subnetText(address), gw: gateway, source: ip }))
    .filter(({ dst }) => !/\/(32|128)$/.test(dst) && !result.routes?.some((route) => route.dst === dst));
  return [...firstOfEach(onLink), ...firstOfEach(subnets)];
}

function firstOfEach(routes: OwnRoute[]): OwnRoute[] {
  const key = ({ dst, gw = '' }: OwnRoute) => `${dst} ${gw}`;
  return routes.filter((route, i) => routes.findIndex((other) => key(other) === key(route)) === i);
}

/**
 * Whether a route's gateway is in the subnet of an address of the result and none of the gateways. The subnet's own route is not
 * there, which would lead to it; but the host, which has the other end, answers for every IPv4 address it has anywhere.
 */
export function isBeside(gateway: string | undefined, result: Result): boolean {
  const ip = gateway === undefined ? undefined : parseIp(gateway);
  if (ip === undefined) return false;
  const all = paths(result);
  if (all.some((path) => path.gateway === formatIp(ip))) return false;
  const subnets = all.map(({ address }) => parseCidr(address));
  return subnets.some((cidr) => cidr !== undefined && contains(cidr, ip));
}

/** The families of a result's addresses. */
export function families(result: Result): (4 | 6)[] {
  return [...new Set(paths(result).map(({ ip }): 4 | 6 => (isV6(ip) ? 6 : 4)))];
}

function bare(address: string): string {
  return address.split('/')[0] ?? '';
}
