import { isIn, portVlanFacts, showVlans } from './portVlanFacts.ts';

/** As iproute2 6.1 prints it, with ranges and without. */
const native = { vlan: 100, flags: ['PVID', 'Egress Untagged'] };
const compressed = [{ ifname: 'v0', vlans: [native, { vlan: 101 }, { vlan: 200, vlanEnd: 202 }] }];
const single = [
  { ifname: 'v0', vlans: [native, { vlan: 101 }, { vlan: 200 }, { vlan: 201 }, { vlan: 202 }] },
];

test('portVlanFacts() reads ranges and single VLANs alike', () => {
  const [facts] = portVlanFacts(compressed);
  expect(facts?.vlans).toEqual([
    { range: [100, 100], isNative: true, isUntagged: true },
    { range: [101, 101], isNative: false, isUntagged: false },
    { range: [200, 202], isNative: false, isUntagged: false },
  ]);
  expect(portVlanFacts(single)).toEqual(portVlanFacts(compressed));
  expect(portVlanFacts(undefined)).toEqual([]);
});

test('isIn() looks into ranges', () => {
  const [facts = { port: '', vlans: [] }] = portVlanFacts(compressed);
  expect([99, 100, 199, 200, 202, 203].filter((id) => isIn(facts, id))).toEqual([100, 200, 202]);
});

test('showVlans() asks for one port or for all', () => {
  expect([showVlans('v0'), showVlans()]).toEqual([
    ['vlan', 'show', 'dev', 'v0'],
    ['vlan', 'show'],
  ]);
});
