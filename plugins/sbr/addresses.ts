import { type Cidr, formatCidr, parseCidr, subnetOf } from '../../lib/net/cidr.ts';
import { bitsOf, formatIp } from '../../lib/net/ip.ts';
import { previousResult } from '../../lib/skel/chained.ts';
import { addressesOf } from '../../lib/skel/containerAddresses.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { Family } from '../../lib/spec/addressText.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { SbrConf } from './conf.ts';

/** An address of the container's interface, and the gateway to go by. */
export interface Source {
  family: Family;
  /** Bare, as iproute2 prints it. */
  ip: string;
  cidr: Cidr;
  /** Absent for an address that has no neighbours: all its bits are the network's. */
  subnet?: string;
  gateway?: string;
  /** True if the configuration names the gateway. */
  isStatic: boolean;
}

/**
 * The addresses of the interface in prevResult. Throws CniError (code 7) if there is none, since then there is nothing
 * to tell traffic by.
 */
export function sources(request: AttachmentRequest<SbrConf>): Source[] {
  const { ifName, conf } = request;
  const found = sourcesIn(previousResult(request), ifName, conf);
  if (found.length > 0) return found;
  throw new CniError(
    Code.invalidConfig,
    `Cannot route by source: "prevResult" has no address of "${ifName}"`,
  );
}

/** The same, without complaint. */
export function sourcesIn(result: Result, ifName: string, conf: SbrConf): Source[] {
  return addressesOf(ifName, result).flatMap(({ address, gateway }) => {
    const cidr = parseCidr(address);
    return cidr === undefined ? [] : source(cidr, gateway, conf);
  });
}

function source(cidr: Cidr, gateway: string | undefined, { gateways }: SbrConf): Source {
  const { family } = cidr.ip;
  const via = gateways[family] ?? gateway;
  return {
    family,
    ip: formatIp(cidr.ip),
    cidr,
    ...(cidr.prefix === bitsOf(family) ? {} : { subnet: formatCidr(subnetOf(cidr)) }),
    ...(via === undefined ? {} : { gateway: via }),
    isStatic: gateways[family] !== undefined,
  };
}
