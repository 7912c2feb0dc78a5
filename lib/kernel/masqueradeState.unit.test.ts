import { fromIptables, fromNft } from './masqueradeState.ts';

test('fromIptables() reads our rules of both families and no others', () => {
  const listing = `-N WEFT-MASQ
-A WEFT-MASQ -d 224.0.0.0/4 -j RETURN
-A WEFT-MASQ -s 10.1.2.3/32 ! -d 10.1.2.0/24 -m comment --comment "weft:bridge:n:c:eth0" -j MASQUERADE
-A WEFT-MASQ -s fd00::3/128 ! -d fd00::/64 -m comment --comment weft:bridge:n:c:eth0 -j MASQUERADE
-A WEFT-MASQ -s 10.9.9.9/32 -j ACCEPT
`;
  expect(fromIptables(listing)).toEqual([
    { ip: '10.1.2.3', subnet: '10.1.2.0/24', label: 'weft:bridge:n:c:eth0' },
    { ip: 'fd00::3', subnet: 'fd00::/64', label: 'weft:bridge:n:c:eth0' },
  ]);
});

test('fromNft() reads our elements and the chains of their subnets', () => {
  const json = {
    nftables: [
      { metainfo: { version: '1.0.6' } },
      { chain: { name: 'postrouting', family: 'inet' } },
      { chain: { name: 'masq-fd00_1__/64', family: 'inet' } },
      { map: { name: 'masq4', type: 'ipv4_addr' } },
      {
        map: {
          name: 'masq6',
          elem: [
            [
              { elem: { val: 'fd00:1::3', comment: 'weft:bridge:n:c:eth0' } },
              { goto: { target: 'masq-fd00_1__/64' } },
            ],
          ],
        },
      },
    ],
  };
  expect(fromNft(JSON.stringify(json))).toEqual({
    entries: [{ ip: 'fd00:1::3', subnet: 'fd00:1::/64', label: 'weft:bridge:n:c:eth0' }],
    scaffold: [{ tool: 'nft', subnets: ['fd00:1::/64'] }],
  });
});

test('fromNft() of no table is nothing', () => {
  expect(fromNft(undefined)).toEqual({ entries: [], scaffold: [] });
});
