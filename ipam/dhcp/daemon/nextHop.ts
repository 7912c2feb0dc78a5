import { type Cidr, contains, parseCidr } from '../../../lib/net/cidr.ts';
import { parseIp } from '../../../lib/net/ip.ts';
import type { Lease } from '../machine.ts';

/** Of a lease, what tells which way a server is. */
export type Way = Pick<Lease, 'address' | 'routes' | 'gateway' | 'relay'>;

/** How a route without a gateway is written (see v4/routes.ts). */
const nobody = '0.0.0.0';

/**
 * The neighbour by which a server is reached: itself in the leased subnet or at the end of a route without gateway, else
 * the gateway of the narrowest route that leads there. Where none does: the router, or else the relay that has handed
 * the lease on.
 */
export function nextHop(server: string, lease: Way | undefined): string {
  const ip = parseIp(server);
  if (lease === undefined || ip === undefined) return server;
  const ways = [{ dst: lease.address, gw: nobody }, ...lease.routes].flatMap(({ dst, gw = nobody }) => {
    const to = parseCidr(dst);
    return to && contains(to, ip) ? { to, gw } : [];
  });
  const best = ways.reduce<{ to: Cidr; gw: string } | undefined>(narrower, undefined);
  const gw = best?.gw ?? lease.gateway ?? lease.relay ?? nobody;
  return gw === nobody ? server : gw;
}

/** Of two as narrow as each other the first. */
function narrower<T extends { to: Cidr }>(best: T | undefined, one: T): T {
  return best === undefined || one.to.prefix > best.to.prefix ? one : best;
}
