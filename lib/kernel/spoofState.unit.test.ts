import { addSpoofCheck, removeSpoofBase, removeSpoofCheck } from '../ops/spoofCheck.ts';
import { fromNft } from './spoofState.ts';

const port = 'veth0123456789a';
const mac = '02:00:00:00:00:01';

/** As nft 1.0.6 prints it. */
const rule = (chain: string, expr: object[]) => ({
  rule: { family: 'bridge', table: 'weft', chain, handle: 5, expr },
});
const listing = [
  { metainfo: { version: '1.0.6', json_schema_version: 1 } },
  { table: { family: 'bridge', name: 'weft', handle: 1 } },
  {
    map: {
      family: 'bridge',
      name: 'guarded',
      type: 'ifname',
      map: 'verdict',
      elem: [[{ elem: { val: port, comment: mac } }, { goto: { target: 'sender' } }]],
    },
  },
  {
    set: {
      name: 'senders',
      elem: [{ elem: { val: { concat: [port, mac] }, comment: 'weft:bridge:a:b:c' } }],
    },
  },
  { chain: { family: 'bridge', table: 'weft', name: 'sender', handle: 3 } },
  rule('sender', [{ match: { op: '==', left: {}, right: '@senders' } }, { return: null }]),
  rule('sender', [{ drop: null }]),
  rule('prerouting', [{ vmap: { key: { meta: { key: 'iifname' } }, data: '@guarded' } }]),
];
const read = (objects: object[]) => fromNft(JSON.stringify({ nftables: objects }));

test('fromNft() reads who is checked, and what may pass', () => {
  const sender = { port, mac, label: 'weft:bridge:a:b:c' };
  expect(read(listing)).toEqual({ senders: [sender], guarded: [port], checks: true });
});

test('fromNft() sees that nothing is checked where any rule is missing', () => {
  for (const index of [5, 6, 7]) expect(read(listing.filter((_, n) => n !== index)).checks).toBe(false);
  expect(read(listing.slice(0, 2))).toEqual({ senders: [], guarded: [], checks: false });
});

test('removeSpoofCheck() takes back what addSpoofCheck() did, and the base goes only without elements', () => {
  const added = addSpoofCheck('weft:bridge:a:b:c', { port, mac });
  expect(removeSpoofCheck({ port, mac })).toMatchObject({ attempts: [added.undo], fine: 'absent' });
  expect(added.attempts[1]?.slice(-2)).toEqual(added.attempts[0]);
  expect(removeSpoofBase().attempts[0]?.[0]).toBe('delete chain bridge weft sender'); // refused while one leads there
});
