import { contains, parseCidr } from '../../../lib/net/cidr.ts';
import { parseIp } from '../../../lib/net/ip.ts';
import { addressesIn } from '../bytes.ts';
import { parseDomainNames } from '../domainNames.ts';
import type { Lease } from '../machine.ts';
import { nameOfStatus, Option } from './option.ts';
import { type Association, optionValue, type Reply } from './reply.ts';
import { timesOf } from './times.ts';

/**
 * Why a reply holds no lease, as it goes on after "server 0003…": `code` is the server's status, 0 if it is not that.
 */
export interface Refusal {
  refused: string;
  code: number;
}

/**
 * The lease in an Advertise or a Reply to what was sent at `sentAt`; of several addresses `wish`, or the first that can
 * be used. DHCPv6 has neither prefix length nor routes: the address is a host's (/128), and routes are in router
 * advertisements.
 */
export function parseLease(reply: Reply, sentAt: number, wish?: string): Lease | Refusal {
  const { status, association } = reply;
  const said = [status, association?.status].find((one) => one && one.code !== 0);
  if (said)
    return {
      refused: `says ${[nameOfStatus(said.code), said.text].filter(Boolean).join(': ')}`,
      code: said.code,
    };
  if (association === undefined) return { refused: 'gave no address', code: 0 };
  // RFC 8415, 21.4: to be ignored then.
  if (association.t2 > 0 && association.t1 > association.t2) return { refused: 'gave T1 after T2', code: 0 };
  const usable = association.addresses.filter(isUsable);
  const given = usable.find(({ address }) => address === wish) ?? usable[0];
  if (given === undefined) return { refused: 'gave no address that a host can have', code: 0 };
  return {
    family: 6,
    address: `${given.address}/128`,
    routes: [],
    dns: dnsOf(reply),
    server: reply.server,
    ...timesOf(association, given, sentAt),
  };
}

/** Whether a reply takes an address away: its time is 0 (RFC 8415, 18.2.10.1). */
export function isWithdrawn({ association }: Reply, address: string): boolean {
  return association?.addresses.some((given) => given.address === address && given.valid === 0) ?? false;
}

function isUsable({ address, preferred, valid }: Association['addresses'][number]): boolean {
  return valid > 0 && preferred <= valid && isHostAddress(address);
}

const ofNobody = ['::/96', 'fe80::/10', 'ff00::/8'].flatMap((text) => parseCidr(text) ?? []);

/** Whether a server may give this address: not unspecified, loopback, link-local, a group, or IPv4 in disguise (::ffff:0:0/96, ::/96). */
export function isHostAddress(text: string): boolean {
  const ip = parseIp(text);
  return ip?.family === 6 && !ofNobody.some((net) => contains(net, ip));
}

/** A nameserver with a link-local address would need a zone, which a server cannot know. */
function dnsOf({ options }: Reply): Lease['dns'] {
  const nameservers = addressesIn(optionValue(options, Option.nameservers) ?? new Uint8Array(), 6) ?? [];
  return {
    nameservers: [...new Set(nameservers.filter(isHostAddress))],
    search: parseDomainNames(optionValue(options, Option.search) ?? new Uint8Array()) ?? [],
  };
}
