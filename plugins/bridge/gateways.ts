import { firstHost, parseCidr } from '../../lib/net/cidr.ts';
import { isV6 } from '../../lib/net/family.ts';
import { formatIp } from '../../lib/net/ip.ts';
import type { IpConfig, Result, Route } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';

/** Index of the container's end in the result's interfaces: bridge, host's end, container's end. */
export const containerIndex = 2;

/**
 * What IPAM gave, completed: each address belongs to the container's end; as a gateway the bridge has the first address
 * of a subnet for which IPAM names none; as default gateway it adds a default route per family that has none.
 */
export function completeResult(conf: BridgeConf, ipam: Result): Result {
  const ips = (ipam.ips ?? []).map((ip) => ({ ...withGateway(conf, ip), interface: containerIndex }));
  const routes = [
    ...(ipam.routes ?? []),
    ...(conf.isDefaultGateway ? defaultRoutes(ips, ipam.routes ?? []) : []),
  ];
  const dns = conf.dns ?? ipam.dns;
  return { ...ipam, ips, ...(routes.length > 0 ? { routes } : {}), ...(dns ? { dns } : {}) };
}

function withGateway(conf: BridgeConf, ip: IpConfig): IpConfig {
  if (ip.gateway !== undefined || !conf.isGateway) return ip;
  const cidr = parseCidr(ip.address);
  const gateway = cidr && firstHost(cidr);
  return gateway === undefined ? ip : { ...ip, gateway: formatIp(gateway) };
}

/** One per family with a gateway, unless IPAM brings a default route of its own. */
function defaultRoutes(ips: IpConfig[], routes: Route[]): Route[] {
  return ['0.0.0.0/0', '::/0'].flatMap((dst) => {
    const gw = ips.find((ip) => isV6(ip.gateway ?? '') === isV6(dst) && ip.gateway)?.gateway;
    return gw === undefined || routes.some((route) => route.dst === dst) ? [] : [{ dst, gw }];
  });
}

/** The families of a result's gateways. */
export function gatewayFamilies(result: Result): (4 | 6)[] {
  return [...new Set(gatewayAddresses(result).map((cidr): 4 | 6 => (isV6(cidr) ? 6 : 4)))];
}

/** The gateway addresses the bridge must have, with the prefix length of the container's address; each once. */
export function gatewayAddresses(result: Result): string[] {
  const all = (result.ips ?? []).flatMap((ip) =>
    ip.gateway ? [`${ip.gateway}/${ip.address.split('/')[1]}`] : [],
  );
  return [...new Set(all)];
}
