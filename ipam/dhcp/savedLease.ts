import { cidrFamily, type Family, ipFamily } from '../../lib/spec/addressText.ts';
import type { Lease, SavedLease } from './machine.ts';

/**
 * The lease that was saved, as it was; undefined if there is none of this family, or what there is does not read like
 * one: a file may have been written by anybody. Infinity, which JSON writes as null, is Infinity again.
 */
export function readSavedLease(saved: SavedLease | undefined, family: Family): Lease | undefined {
  const lease: Partial<Record<keyof Lease, unknown>> | undefined = saved?.lease;
  if (lease?.family !== family || !isText(lease.address) || cidrFamily(lease.address) !== family)
    return undefined;
  if (!isText(lease.server) || !Array.isArray(lease.routes) || !isDns(lease.dns)) return undefined;
  const [renewAt, rebindAt, expiresAt] = [lease.renewAt, lease.rebindAt, lease.expiresAt].map(toTime);
  if (renewAt === undefined || rebindAt === undefined || expiresAt === undefined) return undefined;
  return { ...(lease as Lease), renewAt, rebindAt, expiresAt };
}

/**
 * Whether interface or resolver have to be set otherwise for one lease than for the other; times and server do not
 * matter.
 */
export function differ(a: Lease, b: Lease): boolean {
  const used = ({ address, gateway, routes, mtu, dns }: Lease) =>
    JSON.stringify([address, gateway, routes, mtu, dns.nameservers, dns.domain, dns.search]);
  return used(a) !== used(b);
}

/** "10.0.0.5" of "10.0.0.5/24". */
export function bareAddress({ address }: Lease): string {
  return address.split('/')[0] ?? address;
}

function toTime(value: unknown): number | undefined {
  if (value === null) return Infinity;
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function isDns(dns: unknown): boolean {
  const { nameservers, search } = (dns ?? {}) as Partial<Lease['dns']>;
  return Array.isArray(nameservers) && nameservers.every((text) => ipFamily(text)) && Array.isArray(search);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
