import { fromNft } from './firewallNftState.ts';
import { fromListing, labelOf } from './firewallState.ts';

test('fromListing() reads rules and chains, with and without quotes, and labelOf() those of attachments', () => {
  const { rules, chains } = fromListing(`-P FORWARD ACCEPT
-N WEFT-FORWARD
-N WEFT-A-30
-A FORWARD -m comment --comment "weft: firewall" -j WEFT-FORWARD
-A WEFT-A-30 -s 10.1.2.3/32 -m comment --comment weft:firewall:n:c:eth0 -j ACCEPT
-A OTHER -m comment --comment "weft:firewall:n:c:eth0" -j ACCEPT
`);
  expect(chains).toEqual(['WEFT-FORWARD', 'WEFT-A-30']);
  expect(rules[1]).toBe('WEFT-A-30 -s 10.1.2.3/32 -m comment --comment "weft:firewall:n:c:eth0" -j ACCEPT');
  expect(rules.map(labelOf)).toEqual([undefined, 'weft:firewall:n:c:eth0', undefined]);
});

test('fromNft() reads elements with their owners, devices with a policy, and what the administrator has done', () => {
  const comment = 'weft:firewall:n:c:eth0';
  const json = {
    nftables: [
      { metainfo: { version: '1.0.6' } },
      { set: { name: 'open4', elem: [{ elem: { val: '10.1.2.3', comment } }] } },
      { set: { name: 'open6' } },
      { set: { name: 'between', elem: ['cni0', 'cni1'] } },
      { set: { name: 'isolated', elem: [{ concat: ['cni1', 'cni1'] }] } },
      {
        map: { name: 'owners', elem: [[{ elem: { val: '5c4c', comment } }, { goto: { target: 'opened' } }]] },
      },
      { chain: { name: 'admin' } },
      { chain: { name: 'forward', policy: 'drop' } },
      { rule: { chain: 'forward', expr: [] } },
    ],
  };
  expect(fromNft(JSON.stringify(json))).toEqual({
    elements: [
      { set: 'owners', key: '"5c4c"', label: comment },
      { set: 'open4', key: '10.1.2.3', label: comment },
    ],
    between: ['cni0', 'cni1'],
    isolated: ['cni1'],
    chains: ['admin', 'forward'],
    filters: false,
    administered: true,
  });
});
