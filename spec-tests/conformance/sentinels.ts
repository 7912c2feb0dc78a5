/**
 * Lines of shell that make what no plugin may touch: links, addresses, routes, rules, a packet filter's rules, somebody
 * else's state. They are part of every snapshot, so whatever becomes of them is seen. A kernel may lack nftables for this family.
 */
export const hostSentinels = [
  'ip link add sentinel0 type bridge',
  'ip address add 198.18.255.1/32 dev sentinel0',
  'ip route add blackhole 198.18.254.0/24',
  'ip rule add from 198.18.253.1 lookup 253',
  'if command -v iptables >/dev/null; then iptables -w -A FORWARD -s 198.18.252.1 -j ACCEPT; iptables -w -t nat -A POSTROUTING -s 198.18.252.1 -j RETURN; fi',
  "if nft --check add table inet sentinel 2>/dev/null; then nft 'add table inet sentinel; add chain inet sentinel kept; add rule inet sentinel kept ip saddr 198.18.252.1 accept'; fi",
  'mkdir -p /var/lib/cni/networks/sentinel && echo sentinel > /var/lib/cni/networks/sentinel/198.18.251.1',
];

export const containerSentinels = [
  'ip route add blackhole 198.18.254.0/24',
  'ip rule add from 198.18.253.1 lookup 253',
];
