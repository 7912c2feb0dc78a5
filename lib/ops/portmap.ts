import { isV6, subnetText } from '../net/family.ts';

export type PortmapBackend = 'iptables' | 'nftables';
export type PortProtocol = 'tcp' | 'udp' | 'sctp';

/** One port of the host that leads to one port of a container, in the family of the container's address. */
export interface PortForward {
  protocol: PortProtocol;
  /** 1 to 65535. */
  hostPort: number;
  /** Canonical text; absent: every address of the host in that family. */
  hostIp?: string;
  /** The container's bare address: "10.1.2.3". */
  ip: string;
  containerPort: number;
}

/** Everything that is forwarded to one attachment, and how. */
export interface Portmap {
  /** The owner's label: "weft:portmap:mynet:2e34dcf34:eth0". */
  label: string;
  forwards: PortForward[];
  /** The container's addresses with prefix length: neighbours in these subnets reach it by masquerade alone. */
  addresses: string[];
  /** "none", "inside": what comes from the container's subnets and from localhost, "all". */
  masquerade: 'none' | 'inside' | 'all';
  /** Further matches of a packet per family, in the words of the backend; empty: none. */
  conditions: Record<4 | 6, string>;
}

export function familyOf({ ip }: Pick<PortForward, 'ip'>): 4 | 6 {
  return isV6(ip) ? 6 : 4;
}

/** The subnet of the container's address in a family: "10.1.2.0/24". The address alone where it is not known. */
export function subnetIn({ addresses }: Portmap, ip: string): string {
  const own = addresses.find((address) => address.split('/')[0] === ip);
  return subnetText(own ?? `${ip}/${isV6(ip) ? 128 : 32}`);
}

/** A port as a person would name it: "tcp 8080", "udp 192.0.2.1:53", "tcp [2001:db8::1]:443". */
export function portName({ protocol, hostPort, hostIp }: Omit<PortForward, 'ip' | 'containerPort'>): string {
  if (hostIp === undefined) return `${protocol} ${hostPort}`;
  return `${protocol} ${isV6(hostIp) ? `[${hostIp}]` : hostIp}:${hostPort}`;
}

/** Ports for a reason: "tcp 8080, udp 53"; the first three, and how many more there are. */
export function portNames(forwards: PortForward[]): string {
  const names = [...new Set(forwards.map(portName))];
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

/**
 * True where the two cannot both be served: same protocol, port and family, and the same address or one of them every
 * address.
 */
export function collides(a: PortForward, b: PortForward): boolean {
  if (a.protocol !== b.protocol || a.hostPort !== b.hostPort || familyOf(a) !== familyOf(b)) return false;
  return a.hostIp === undefined || b.hostIp === undefined || a.hostIp === b.hostIp;
}
