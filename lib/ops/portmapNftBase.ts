import { isV6 } from '../net/family.ts';
import { localhostChains } from './portmapNftLocal.ts';
import { chain, map, portmapTable, set } from './portmapNftWords.ts';

/**
 * What all port mappings share, with nftables. A new connection costs two or three lookups, whatever the number of
 * ports:
 *
 *     ports4       tcp . 8080 : goto every4               a port on every address of the host
 *                  tcp . 8443 : goto one4                 a port on some addresses of the host, which `addresses4` names
 *     open4        tcp . 8080 : 10.1.2.3 . 80             where it leads
 *     addresses4   tcp . 192.0.2.1 . 8443 : jump one4-tcp-8443
 *     open-one4    tcp . 192.0.2.1 . 8443 : 10.1.2.3 . 443
 *     inside4      tcp . 10.1.2.3 . 80 : goto inside-10.1.2.0/24   what is masqueraded on the way there
 *     owners       two elements per attachment: that it is there, and with which content
 *
 * The key in `ports4` is the claim: nobody can create it twice. The empty chain one4-tcp-8443 counts the addresses of
 * a port: it cannot be removed, and the port not be given to anybody for all addresses, while an element leads to it.
 *
 * Idempotent: makes what is missing and writes the shared chains anew, all in one transaction.
 */
export const portmapBase: string[] = [
  `add table ${portmapTable}`,
  set('owners', 'ifname'),
  ...family('4', 'ip', 'ipv4_addr'),
  ...family('6', 'ip6', 'ipv6_addr'),
  ...hook('prerouting', 'prerouting', 'dstnat'),
  ...hook('output', 'output', '-100'),
  ...chain(
    'postrouting',
    'type nat hook postrouting priority 95 ; policy accept ;',
    'ct status dnat meta l4proto . ip daddr . th dport vmap @inside4',
    'ct status dnat meta l4proto . ip6 daddr . th dport vmap @inside6',
  ),
  ...chain('masquerade-all', '', 'masquerade'),
  ...localhostChains,
];

/** The chain that masquerades what comes to a container from its own subnet, itself included, and from localhost. */
export function insideChain(subnet: string): string {
  return `inside-${subnet.replaceAll(':', '_')}`;
}

/** Makes that chain, or writes it anew. */
export function addInsideChain(subnet: string): string[] {
  const [ip, loopback] = isV6(subnet) ? ['ip6', '::1'] : ['ip', '127.0.0.0/8'];
  return chain(
    insideChain(subnet),
    '',
    `ct original ${ip} saddr ${loopback} masquerade`,
    `${ip} saddr ${subnet} masquerade`,
  );
}

function family(n: '4' | '6', ip: 'ip' | 'ip6', address: string): string[] {
  return [
    map(`ports${n}`, 'inet_proto . inet_service : verdict'),
    map(`open${n}`, `inet_proto . inet_service : ${address} . inet_service`),
    map(`addresses${n}`, `inet_proto . ${address} . inet_service : verdict`),
    map(`open-one${n}`, `inet_proto . ${address} . inet_service : ${address} . inet_service`),
    map(`inside${n}`, `inet_proto . ${address} . inet_service : verdict`),
    ...chain(`every${n}`, '', `dnat ${ip} to meta l4proto . th dport map @open${n}`),
    ...chain(
      `one${n}`,
      '',
      `meta l4proto . ${ip} daddr . th dport vmap @addresses${n}`,
      `dnat ${ip} to meta l4proto . ${ip} daddr . th dport map @open-one${n}`,
    ),
    ...chain(`ports${n}`, '', `meta l4proto . th dport vmap @ports${n}`),
  ];
}

function hook(name: string, where: string, priority: string): string[] {
  return chain(
    name,
    `type nat hook ${where} priority ${priority} ; policy accept ;`,
    'fib daddr type local meta nfproto vmap { ipv4 : goto ports4, ipv6 : goto ports6 }',
  );
}
