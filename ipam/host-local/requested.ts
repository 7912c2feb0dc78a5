import { parseCidr } from '../../lib/net/cidr.ts';
import { compareIp, type Ip, parseIp } from '../../lib/net/ip.ts';
import { refuseUnknownArgs } from '../../lib/skel/args.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Fields } from '../../lib/spec/fields.ts';
import { quote } from '../../lib/spec/quote.ts';

/** The address of CNI_ARGS (`IP=10.1.2.3`), or none. Throws CniError, code 4; keys nobody knows are refused too. */
export function parseArgsIp(args: ReadonlyMap<string, string>): Ip[] {
  refuseUnknownArgs(args, ['IP']);
  const text = args.get('IP');
  if (!text) return [];
  const ip = parseRequested(text);
  if (ip) return [ip];
  throw new CniError(
    Code.invalidEnvironment,
    `Cannot use CNI_ARGS ${quote(`IP=${text}`)}: not an IP address`,
  );
}

/** The member `ips` of `args.cni` or `runtimeConfig`. Throws CniError with the fields' code, key and value. */
export function parseIps(fields: Fields): Ip[] {
  const texts = fields.texts('ips', (text) => (parseRequested(text) ? undefined : 'not an IP address')) ?? [];
  return texts.flatMap((text) => parseRequested(text) ?? []);
}

/** Each address once, where it came first. */
export function distinct(ips: Ip[]): Ip[] {
  return ips.filter((ip, index) => ips.findIndex((other) => compareIp(ip, other) === 0) === index);
}

/** Bare, or with a prefix length, which says nothing here: the range's own counts. */
function parseRequested(text: string): Ip | undefined {
  return parseIp(text) ?? parseCidr(text)?.ip;
}
