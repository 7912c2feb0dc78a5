/**
 * The result of ADD (specification, section "ADD Success") in its newest shape, 1.1.0. All code works on this shape;
 * `convert.ts` brings it from and to the older ones at the edges.
 */
export interface Result {
  cniVersion: string;
  interfaces?: Interface[];
  ips?: IpConfig[];
  routes?: Route[];
  dns?: Dns;
}

/** An interface that the attachment made or uses, in the container or on the host. */
export interface Interface {
  name: string;
  /** As the plugin that made it wrote it: not judged, there are plugins that keep something else in it. */
  mac?: string;
  /** Bytes. */
  mtu?: number;
  /** The value of CNI_NETNS; absent or empty for an interface on the host. */
  sandbox?: string;
  socketPath?: string;
  pciID?: string;
}

/** An address given to the container. */
export interface IpConfig {
  /** Address with prefix length, host bits kept: "10.1.2.3/24". */
  address: string;
  gateway?: string;
  /** Index into `interfaces`. */
  interface?: number;
}

/** A route in the container. */
export interface Route {
  /** Destination with prefix length: "0.0.0.0/0". */
  dst: string;
  gw?: string;
  mtu?: number;
  advmss?: number;
  priority?: number;
  table?: number;
  scope?: number;
}

/** What the container's resolver should use, in a result and in a configuration. */
export interface Dns {
  nameservers?: string[];
  domain?: string;
  search?: string[];
  options?: string[];
}
