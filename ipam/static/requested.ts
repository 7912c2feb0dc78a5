import { contains, parseCidr } from '../../lib/net/cidr.ts';
import { type Ip, parseIp } from '../../lib/net/ip.ts';
import { refuseUnknownArgs } from '../../lib/skel/args.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Fields } from '../../lib/spec/fields.ts';
import { quote } from '../../lib/spec/quote.ts';
import { type Address, notCidr } from './address.ts';

/** What CNI_ARGS may say to this plugin. */
export interface ArgsWish {
  /** `IP=10.1.2.3/24,fd00::3/64`. */
  addresses: Address[];
  /** `GATEWAY=10.1.2.1,fd00::1`. */
  gateways: Ip[];
  /** Throws CniError (code 4) for a gateway that lies in the subnet of none of these addresses. */
  judgeGateways(addresses: readonly Address[]): void;
}

/** Reads CNI_ARGS. Throws CniError, code 4; keys nobody knows are refused too. */
export function parseArgsWish(args: ReadonlyMap<string, string>): ArgsWish {
  refuseUnknownArgs(args, ['IP', 'GATEWAY']);
  const gateways = listOf(args, 'GATEWAY').map((text) => {
    const ip = parseIp(text);
    if (ip === undefined) throw refusal('GATEWAY', text, 'not an IP address');
    return ip;
  });
  return {
    addresses: listOf(args, 'IP').map((text) => addressOf(text, (state) => refusal('IP', text, state))),
    gateways,
    judgeGateways(addresses) {
      const stray = gateways.findIndex((ip) => !addresses.some(({ cidr }) => contains(cidr, ip)));
      const text = listOf(args, 'GATEWAY')[stray];
      if (text !== undefined) throw refusal('GATEWAY', text, 'in the subnet of no address');
    },
  };
}

/** The member `ips` of `args.cni` or `runtimeConfig`. Throws CniError with the fields' code, key and value. */
export function parseIps(fields: Fields): Address[] {
  const texts = fields.texts('ips', (text) => (parseCidr(text) ? undefined : notCidr)) ?? [];
  return texts.map((text, index) => addressOf(text, (state) => fields.refusal(`ips[${index}]`, state, text)));
}

function addressOf(text: string, refuse: Address['refuse']): Address {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw refuse(notCidr);
  return { cidr, refuse };
}

/** The parts of a list with commas, without blanks around them; none where there is no such key or nothing in it. */
function listOf(args: ReadonlyMap<string, string>, key: string): string[] {
  const text = args.get(key);
  return text ? text.split(',').map((part) => part.trim()) : [];
}

function refusal(key: string, text: string, state: string): CniError {
  return new CniError(Code.invalidEnvironment, `Cannot use CNI_ARGS ${quote(`${key}=${text}`)}: ${state}`);
}
