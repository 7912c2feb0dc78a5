import { dnsKeys } from './dns.ts';
import type { Dns, IpConfig, Result, Route } from './result.ts';
import type { Version } from './version.ts';

/** The result of versions 0.1.0 and 0.2.0: one address of each family at most, no interfaces. */
export interface Result020 {
  cniVersion: string;
  ip4?: IpBlock;
  ip6?: IpBlock;
  dns?: Dns;
}

/** What 0.1.0 and 0.2.0 say about one family: one address, and the routes of that family. */
export interface IpBlock {
  /** Address with prefix length. */
  ip: string;
  gateway?: string;
  routes?: Route[];
}

/** The result of versions 0.3.0, 0.3.1 and 0.4.0. Of interfaces and routes, only what 1.0.0 knows too. */
export interface Result040 extends Result {
  ips?: IpConfig040[];
}

/** An address as 0.3.0 to 0.4.0 say it. */
export interface IpConfig040 extends IpConfig {
  /** The family of `address`. */
  version: '4' | '6';
}

/** A result in the shape of one of the seven versions; `cniVersion` says which. */
export type AnyResult = Result020 | Result040 | Result;

/** Per shape, the members that it has, in the order of the specification. */
export const shape = {
  result020: ['cniVersion', 'ip4', 'ip6', 'dns'],
  ipBlock: ['ip', 'gateway', 'routes'],
  result: ['cniVersion', 'interfaces', 'ips', 'routes', 'dns'],
  ip040: ['version', 'address', 'gateway', 'interface'],
  ip: ['address', 'gateway', 'interface'],
  interface100: ['name', 'mac', 'sandbox'],
  interface110: ['name', 'mac', 'mtu', 'sandbox', 'socketPath', 'pciID'],
  route100: ['dst', 'gw'],
  route110: ['dst', 'gw', 'mtu', 'advmss', 'priority', 'table', 'scope'],
  dns: dnsKeys,
} as const satisfies Record<string, readonly string[]>;

/**
 * One step between two neighbouring versions of the result. Both functions are pure and leave `cniVersion` to the walk.
 * `up` and then `down` gives back all that the older version can hold.
 */
export interface Step<Older extends AnyResult = AnyResult, Newer extends AnyResult = AnyResult> {
  older: Version;
  newer: Version;
  up(result: Older): Newer;
  down(result: Newer): Older;
}
