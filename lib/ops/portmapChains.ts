import { hash64 } from '../net/hash.ts';
import { familyOf, type PortForward } from './portmap.ts';

/**
 * Port mappings with iptables, in table nat. Rules are looked through one by one, so ports are grouped by 64; adding
 * one never looks at another:
 *
 *     -A PREROUTING, OUTPUT  -m addrtype --dst-type LOCAL -j WEFT-HOSTPORT
 *     -A WEFT-HOSTPORT       -p tcp -m tcp --dport 8064:8127 -j WEFT-HP-TCP-8064
 *     -A WEFT-HP-TCP-8064    -p tcp -m tcp --dport 8080 -j WEFT-PORT-TCP-8080
 *     -A WEFT-PORT-TCP-8080  …mark what is to be masqueraded…, -j DNAT --to-destination 10.1.2.3:80
 *
 * A chain of the port's name is the claim: nobody can make it twice. Where a port is forwarded on some addresses of the
 * host only, that chain is shared and leads to one per address. The chain WEFT-OWNER-… tells a DEL that is told nothing
 * what belongs to its owner.
 */
export const hostPortChain = 'WEFT-HOSTPORT';

/** A rule in the words of `iptables -S`, without "-A CHAIN". */
export interface PlacedRule {
  chain: string;
  rule: string;
}

export interface FilledChain {
  name: string;
  rules: string[];
}

/**
 * The rules that lead to it. The kernel takes back no answer for ::1 from another link than "lo", so that address is
 * left to whoever listens there.
 */
export function entryRules(v6: boolean): PlacedRule[] {
  const rule = `-m comment --comment "weft: port mappings" -m addrtype --dst-type LOCAL -j ${hostPortChain}`;
  return [
    { chain: 'PREROUTING', rule },
    { chain: 'OUTPUT', rule: v6 ? `! -d ::1/128 ${rule}` : rule },
  ];
}

/** The group of 64 ports: its chain, and the rule that leads to it. */
export function groupOf({ protocol, hostPort }: PortForward): { name: string; entry: PlacedRule } {
  const first = hostPort & ~63;
  const name = `WEFT-HP-${protocol.toUpperCase()}-${first}`;
  const rule = `-p ${protocol} -m ${protocol} --dport ${first}:${first + 63} -j ${name}`;
  return { name, entry: { chain: hostPortChain, rule } };
}

/** The chain that has the port's name. */
export function portChain({ protocol, hostPort }: PortForward): string {
  return `WEFT-PORT-${protocol.toUpperCase()}-${hostPort}`;
}

/** The rule that leads from the group to the port's chain. */
export function portEntry(forward: PortForward): PlacedRule {
  const { protocol, hostPort } = forward;
  const rule = `-p ${protocol} -m ${protocol} --dport ${hostPort} -j ${portChain(forward)}`;
  return { chain: groupOf(forward).name, rule };
}

/** The first rule in the chain of a port that is forwarded on some addresses only. */
export const sharedRule = '-m comment --comment "weft: by address"';

/** The chain of a port's owner; the rule that leads to it. */
export function ownEntry(forward: PortForward): PlacedRule {
  if (forward.hostIp === undefined) return portEntry(forward);
  const prefix = familyOf(forward) === 6 ? 128 : 32;
  return { chain: portChain(forward), rule: `-d ${forward.hostIp}/${prefix} -j ${ownChain(forward)}` };
}

export function ownChain(forward: PortForward): string {
  const address = forward.hostIp === undefined ? '' : `-${hash64(forward.hostIp).slice(0, 7)}`;
  return `${portChain(forward)}${address}`;
}

/** Behind the conditions. */
export function conditionalChain(forward: PortForward): string {
  return ownChain(forward).replace('PORT', 'IF');
}

export function comment(label: string): string {
  return `-m comment --comment "${label}"`;
}
