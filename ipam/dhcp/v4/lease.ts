import { type Cidr, formatCidr } from '../../../lib/net/cidr.ts';
import { parseIp } from '../../../lib/net/ip.ts';
import { addressesIn, numberAt } from '../bytes.ts';
import { parseDomainNames, parseDomainText } from '../domainNames.ts';
import type { Lease, MachineSettings } from '../machine.ts';
import { isHostAddress, isOfAll, prefixOfMask } from './addresses.ts';
import { Option } from './option.ts';
import type { Options } from './options.ts';
import { parseRoutes } from './routes.ts';
import { parseTimes } from './times.ts';
import { requestedOptions } from './wanted.ts';

/** What a server gives: the address, itself, and the options, as an OFFER or an ACK says them. */
export interface Grant {
  address: string;
  server: string;
  /** The relay that has handed it on. */
  relay?: string;
  options: Options;
}

/**
 * Why a grant cannot be used, as it goes on after "server 10.0.0.1 gave 10.0.0.5": "without a subnet mask (option 1)".
 */
export interface Refusal {
  refused: string;
}

/** Less than every IPv4 host must take (RFC 791) is no MTU but a mistake, or worse. */
const smallestMtu = 576;

/**
 * The lease in a grant that was asked for at `sentAt`. Of its options only those that were asked for are used, whatever
 * the server sends; one that is malformed counts as absent. Without address, mask or time there is no lease.
 */
export function parseLease(grant: Grant, sentAt: number, settings: MachineSettings): Lease | Refusal {
  const options = usedOptions(grant.options, settings);
  const address = parseAddress(grant.address, options);
  if ('refused' in address) return address;
  if (grant.address === grant.server) return { refused: 'which is its own address' };
  const times = parseTimes(options, sentAt, settings.random);
  if (times === undefined) return { refused: 'for no time at all (option 51 is 0)' };
  const mtu = parseMtu(options.get(Option.mtu));
  return {
    family: 4,
    address: formatCidr(address),
    ...parseRoutes(options, address, settings.priority),
    ...(mtu !== undefined && { mtu }),
    dns: parseDns(options),
    server: grant.server,
    ...(grant.relay !== undefined && { relay: grant.relay }),
    ...times,
  };
}

function usedOptions(options: Options, settings: MachineSettings): Options {
  const wanted = requestedOptions(settings);
  return new Map([...options].filter(([number]) => wanted.includes(number)));
}

function parseAddress(text: string, options: Options): Cidr | Refusal {
  const ip = parseIp(text);
  if (!ip || !isHostAddress(text)) return { refused: 'which no host can have' };
  const mask = options.get(Option.subnetMask);
  if (mask === undefined) return { refused: 'without a subnet mask (option 1)' };
  const prefix = prefixOfMask(mask);
  if (prefix === undefined)
    return { refused: `with subnet mask ${[...mask].join('.')} (option 1), which is none` };
  if (isOfAll({ ip, prefix })) return { refused: `which is not a host of its network /${prefix}` };
  return { ip, prefix };
}

function parseMtu(value: Uint8Array | undefined): number | undefined {
  const mtu = value?.length === 2 ? numberAt(value, 0, 2) : 0;
  return mtu >= smallestMtu ? mtu : undefined;
}

function parseDns(options: Options): Lease['dns'] {
  const nameservers = addressesIn(options.get(Option.nameservers) ?? new Uint8Array(), 4) ?? [];
  const domain = parseDomainText(options.get(Option.domainName) ?? new Uint8Array());
  return {
    nameservers: [...new Set(nameservers.filter(isHostAddress))],
    ...(domain !== undefined && { domain }),
    search: parseDomainNames(options.get(Option.search) ?? new Uint8Array()) ?? [],
  };
}
