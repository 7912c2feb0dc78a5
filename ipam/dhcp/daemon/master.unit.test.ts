import { readlinkSync } from 'node:fs';
import type { Standing } from './ground.ts';
import { atMaster, masterOf } from './master.ts';

const mac = '02:00:00:00:00:05';
const asked: string[] = [];
beforeEach(() => {
  asked.length = 0;
});

/** What a link of this kind stands on that tells number 7, where the host has `found`. */
function below(kind: string, found: object | undefined): Promise<unknown> {
  const door = {
    ask: async (place: string, words: string[]) => {
      asked.push(`${place}: ${words.join(' ')}`);
      return [found && [{ mtu: 1500, flags: [], ...found }]];
    },
  };
  const link = { name: 'eth0', index: 2, mac, kind, peerIndex: 7 };
  return masterOf({ door, link } as unknown as Standing);
}

test('the master of an ipvlan link is found by its number and its MAC', async () => {
  const found = await below('ipvlan', { ifname: 'lan0', ifindex: 7, address: mac });
  expect(found).toEqual({ index: 7, name: 'lan0' });
  expect(asked).toEqual(['host: address show dev if7']);
});

test('it is opened in our own namespace', () => {
  const id = readlinkSync('/proc/self/ns/net');
  const opened = atMaster({ index: 7, name: 'lan0' }, ({ netns, ...link }) => [
    link,
    netns.id,
    readlinkSync(netns.path),
  ]);
  expect(opened).toEqual([{ index: 7, name: 'lan0' }, id, id]);
});

test.each([
  ['of the number with another MAC', { ifname: 'eth1', ifindex: 7, address: '02:00:00:00:00:07' }],
  ['that is called like the number', { ifname: 'if7', ifindex: 9, address: mac }],
  ['that is not there', undefined],
])('a link %s is not it', async (_, found) => {
  expect(await below('ipvlan', found)).toBeUndefined();
});

test('other kinds of links are not asked for', async () => {
  expect(await below('macvlan', { ifname: 'lan0', ifindex: 7, address: mac })).toBeUndefined();
  expect(asked).toEqual([]);
});
