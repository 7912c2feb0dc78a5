import { chain, set } from './portmapNftWords.ts';

/**
 * Localhost without route_localnet: what the kernel would not route because of its loopback address has another one
 * while it is routed. On the way out the sender is the dummy address of RFC 7600 until it is masqueraded. On the way
 * back the packet goes to the address it came to until it has been routed; meanwhile its source port is 0, so that no
 * socket but the right one gets it.
 */
const dummy = '192.0.0.8';

export const localhostChains: string[] = [
  set('local4', 'inet_proto . inet_service'),
  set('local-one4', 'inet_proto . ipv4_addr . inet_service'),
  ...chain('hide', '', `ct state new ip saddr set ${dummy}`, `ct status dnat ip saddr set ${dummy}`),
  ...chain(
    'leaving',
    'type filter hook output priority -150 ; policy accept ;',
    ...['meta l4proto . th dport @local4', 'meta l4proto . ip daddr . th dport @local-one4'].map(
      (own) => `ip saddr 127.0.0.0/8 ip daddr 127.0.0.0/8 ct direction original ${own} goto hide`,
    ),
  ),
  ...chain(
    'unchanged',
    'type filter hook output priority -90 ; policy accept ;',
    `ip saddr ${dummy} ct status & dnat == 0 ip saddr set ct original ip saddr`,
  ),
  ...chain(
    'returning',
    'type filter hook prerouting priority -90 ; policy accept ;',
    ...['ip daddr 127.0.0.0/8 ip', 'ip6 daddr ::1 ip6'].map(
      (own) =>
        `iif != "lo" ct direction reply ct status dnat ${own} daddr set ct reply ${own.split(' ')[0]} daddr @th,0,16 set 0`,
    ),
  ),
  ...chain(
    'home',
    'type filter hook input priority 110 ; policy accept ;',
    ...['ip saddr 127.0.0.0/8 ip', 'ip6 saddr ::1 ip6'].map(
      (own) =>
        `iif != "lo" ct direction reply ct status dnat ct original ${own} daddr set ct original ${own.split(' ')[0]} saddr`,
    ),
  ),
];
