/**
 * The kernel features that a test may declare: shell commands that succeed, in a network namespace of their own with
 * nothing but lo in it, only where the kernel has the feature. A kernel without VLAN filtering takes `vlan_filtering 1`
 * and ignores it, so that row has to use it.
 */
export const features = {
  dummy: 'ip link add probe0 type dummy',
  ipvlan: `
    ip link add probe0 type veth peer name probe1
    ip link add link probe0 name probe2 type ipvlan mode l2`,
  macvlan: `
    ip link add probe0 type veth peer name probe1
    ip link add link probe0 name probe2 type macvlan mode bridge`,
  netem: 'tc qdisc add dev lo root netem delay 1ms',
  nftables: 'nft add table inet probe',
  sctp: "perl -MSocket -e 'socket(my $s, AF_INET, SOCK_STREAM, 132) or die'",
  vlan: `
    ip link add probe0 type veth peer name probe1
    ip link add link probe0 name probe2 type vlan id 5`,
  vlan_filtering: `
    ip link add probe0 type bridge vlan_filtering 1
    ip link add probe1 type veth peer name probe2
    ip link set probe1 master probe0
    bridge vlan add dev probe1 vid 5`,
  vrf: 'ip link add probe0 type vrf table 10',
} as const;

/** The name of a row above. */
export type Feature = keyof typeof features;

/** Whether a word names a feature. */
export function isFeature(word: string): word is Feature {
  return Object.hasOwn(features, word);
}

/** The command that tries a feature. It changes nothing: what it makes goes with the namespace. */
export function probe(feature: Feature): string[] {
  return ['unshare', '--net', 'sh', '-ec', features[feature]];
}
