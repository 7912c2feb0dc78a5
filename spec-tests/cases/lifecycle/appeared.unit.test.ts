import { appeared, goneOf, stillThere } from './appeared.ts';

const before = [
  'host link cnf0 mtu 1500',
  'host file /var/lib/cni/networks/net/last 600 "10.1.0.2"',
  'c1 link lo mtu 65536',
];
const after = [
  'host link cnf0 mtu 1400',
  'host link veth2 mtu 1500',
  'host iptables nat -A MASQ -s 10.1.0.3/32 -j MASQUERADE',
  'host file /run/netns/c2 special',
  'host file /var/lib/cni/networks/net/10.1.0.3 600 "c2"',
  'host file /var/lib/cni/networks/net/last 600 "10.1.0.3"',
  'c1 link lo mtu 65536',
  'c2 link eth0 mtu 1500',
];
const made = [
  'host link veth2 mtu 1500',
  'host iptables nat -A MASQ -s 10.1.0.3/32 -j MASQUERADE',
  'host file /var/lib/cni/networks/net/10.1.0.3 600 "c2"',
];

test('what is new on the host has appeared; what changed, namespaces and what is in containers has not', () => {
  expect(appeared(before, after)).toEqual(made);
  expect(appeared(after, after)).toEqual([]);
});

test('a line is still there as long as it is the same', () => {
  expect(stillThere(made, after)).toEqual(made);
  expect(stillThere(made, before)).toEqual([]);
});

test('a line is gone when nothing is said of its link or file any more', () => {
  expect(goneOf(made, after)).toEqual([]);
  expect(goneOf(made, before)).toEqual(made);
  expect(goneOf(before.slice(0, 2), after)).toEqual([]);
});

test('a rule is gone when it is another', () => {
  const other = ['host iptables nat -A MASQ -s 10.1.0.4/32 -j MASQUERADE'];
  expect(goneOf([made[1] as string], other)).toEqual([made[1]]);
});
