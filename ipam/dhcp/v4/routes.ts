import { type Cidr, contains, formatCidr, parseCidr, subnetOf } from '../../../lib/net/cidr.ts';
import { parseIp } from '../../../lib/net/ip.ts';
import type { Route } from '../../../lib/spec/result.ts';
import { addressAt, addressesIn } from '../bytes.ts';
import { classfulPrefix, isHostAddress, isOfAll } from './addresses.ts';
import { Option } from './option.ts';
import type { Options } from './options.ts';

/** RT_SCOPE_LINK: what is reached without a gateway. */
const linkScope = 253;
const noGateway = '0.0.0.0';
const everywhere = '0.0.0.0/0';
const loopback = parseCidr('127.0.0.0/8') as Cidr;

/** The routes of a lease, and the gateway of its default route. */
export interface Routing {
  routes: Route[];
  gateway?: string;
}

/**
 * Option 121 alone where it can be read (RFC 3442: 3 and 33 must be ignored then), else 33 and a default route by 3. A
 * route without a gateway has link scope and "0.0.0.0", so that no interface plugin puts one in; such routes come
 * first, others may need them. A destination is told once. `address` is the client's own, no gateway of anything.
 */
export function parseRoutes(options: Options, address: Cidr, priority: number): Routing {
  const classless = classlessRoutes(options.get(Option.classlessRoutes));
  const all = classless ?? [...staticRoutes(options), ...defaultRoute(options, address)];
  const usable = all.filter((route) => isUsable(route, address));
  const routes = [...usable.filter(isOnLink), ...usable.filter((route) => !isOnLink(route))].filter(
    (route, index, sorted) => sorted.findIndex(({ dst }) => dst === route.dst) === index,
  );
  const gateway = routes.find((route) => route.dst === everywhere && !isOnLink(route))?.gw;
  return {
    routes: routes.map((route) => (priority > 0 ? { ...route, priority } : route)),
    ...(gateway !== undefined && { gateway }),
  };
}

/** RFC 3442: length of the prefix, as many bytes of the destination as it takes, router. Undefined if it is none. */
export function classlessRoutes(bytes: Uint8Array | undefined): Route[] | undefined {
  if (bytes === undefined || bytes.length === 0) return undefined;
  const routes: Route[] = [];
  for (let at = 0; at < bytes.length; ) {
    const prefix = bytes[at] ?? 0;
    const router = at + 1 + Math.ceil(prefix / 8);
    if (prefix > 32 || router + 4 > bytes.length) return undefined;
    const destination = new Uint8Array(4);
    destination.set(bytes.subarray(at + 1, router));
    routes.push(routeTo(addressAt(destination, 0, 4), prefix, addressAt(bytes, router, 4)));
    at = router + 4;
  }
  return routes;
}

/**
 * Option 33 (RFC 2132, 5.8): pairs of destination and router. A destination with bits beyond its class's mask can only
 * be meant as a host. "0.0.0.0" is not allowed there.
 */
function staticRoutes(options: Options): Route[] {
  const addresses = addressesIn(options.get(Option.staticRoutes) ?? new Uint8Array(), 4) ?? [];
  if (addresses.length % 2 !== 0) return [];
  return addresses.flatMap((destination, index) => {
    const ip = parseIp(destination);
    const router = addresses[index + 1];
    if (index % 2 !== 0 || !ip || !router || !isHostAddress(destination)) return [];
    const prefix = classfulPrefix(ip);
    const isNetwork = subnetOf({ ip, prefix }).ip.value === ip.value;
    return [routeTo(destination, isNetwork ? prefix : 32, router)];
  });
}

/**
 * By the first router that can be one. With a mask of 32 bits it is on the link all the same: nothing else could be.
 */
function defaultRoute(options: Options, address: Cidr): Route[] {
  const routers = addressesIn(options.get(Option.routers) ?? new Uint8Array(), 4) ?? [];
  const router = routers.find((gw) => isUsable({ dst: everywhere, gw }, address) && gw !== noGateway);
  if (router === undefined) return [];
  const onLink = address.prefix === 32 ? [routeTo(router, 32, noGateway)] : [];
  return [...onLink, { dst: everywhere, gw: router }];
}

function routeTo(destination: string, prefix: number, gw: string): Route {
  const cidr = parseCidr(`${destination}/${prefix}`);
  const dst = cidr ? formatCidr(subnetOf(cidr)) : destination;
  return gw === noGateway ? { dst, gw, scope: linkScope } : { dst, gw };
}

function isUsable({ dst, gw = noGateway }: Route, address: Cidr): boolean {
  const cidr = parseCidr(dst);
  if (cidr === undefined || (cidr.prefix >= 8 && contains(loopback, cidr.ip))) return false;
  return gw === noGateway || isGateway(gw, address);
}

/** Whether it is somebody else than the client, and neither its network nor all hosts of that. */
function isGateway(gw: string, address: Cidr): boolean {
  const ip = parseIp(gw);
  if (ip === undefined || !isHostAddress(gw) || ip.value === address.ip.value) return false;
  return !(contains(address, ip) && isOfAll({ ip, prefix: address.prefix }));
}

function isOnLink({ gw }: Route): boolean {
  return gw === noGateway;
}
