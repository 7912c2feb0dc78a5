import type { Dns, Result } from '../../lib/spec/result.ts';
import { tidy } from '../../lib/spec/tidy.ts';
import type { Lease } from './machine.ts';

/** What the leases of an attachment give: an address each, the routes and name servers of all. */
export function resultOf(leases: readonly Lease[], version: string): Result {
  const dns = dnsOf(leases);
  const result = {
    cniVersion: version,
    ips: leases.map(({ address, gateway }) => ({ address, ...(gateway !== undefined && { gateway }) })),
    routes: leases.flatMap(({ routes }) => routes),
    ...(dns && { dns }),
  };
  return tidy<Result>(result, ['cniVersion', 'ips', 'routes', 'dns']);
}

function dnsOf(leases: readonly Lease[]): Dns | undefined {
  const nameservers = leases.flatMap(({ dns }) => dns.nameservers);
  const search = [...new Set(leases.flatMap(({ dns }) => dns.search))];
  const domain = leases.find(({ dns }) => dns.domain !== undefined)?.dns.domain;
  if (nameservers.length + search.length === 0 && domain === undefined) return undefined;
  return {
    ...(nameservers.length > 0 && { nameservers }),
    ...(domain !== undefined && { domain }),
    ...(search.length > 0 && { search }),
  };
}

/** What differs between the leases and what ADD told: one line each. */
export function findDifferences(leases: readonly Lease[], previous: Result): string[] {
  if (leases.length === 0) return ['nothing is leased'];
  const told = (previous.ips ?? []).map(({ address }) => address);
  return leases.flatMap(({ address }) =>
    told.includes(address)
      ? []
      : [`${address} is leased, prevResult tells ${told.join(', ') || 'no address'}`],
  );
}
