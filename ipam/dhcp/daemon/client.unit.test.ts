import { jest } from '@jest/globals';
import type { MachineSettings } from '../machine.ts';
import { settingsOf } from '../testMachine.ts';
import { v4Machine } from '../v4/machine.ts';
import { Client } from './client.ts';
import type { Keeper } from './keeper.ts';
import { Neighbours } from './neighbours.ts';
import { Segment } from './testSegment.ts';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'], now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** A client on a segment, and what it told its keeper. */
function clientOn(segment: Segment, provide: MachineSettings['provide'] = []) {
  const told: string[] = [];
  const keeper: Keeper = {
    bound: async ({ address }) => void told.push(`bound ${address}`),
    lost: async (_, why) => void told.push(`lost: ${why}`),
    failed: (why) => void told.push(`failed: ${why}`),
    gone: (why) => void told.push(`gone: ${why}`),
    changed: () => {},
  };
  let number = 0x8000_0000;
  const machine = v4Machine(settingsOf({ random: () => number++, provide }));
  const ground = { netns: '/run/netns/c1', netnsId: 'net:[1]', ifName: 'eth0', index: 2 };
  return { told, keeper, client: new Client({ family: 4, machine, ground, around: segment, keeper }) };
}

/** A client that has its lease, and nothing of that written down any more. */
async function bound() {
  const segment = new Segment();
  const { told, client } = clientOn(segment);
  client.tell({ kind: 'start' });
  await pass(1000);
  expect(told.splice(0)).toEqual(['bound 10.0.0.5/24']);
  segment.heard.length = 0;
  return { segment, told, client };
}

test('an address is asked for, probed and kept; no socket stays open', async () => {
  const segment = new Segment();
  const { told, client } = clientOn(segment);
  client.tell({ kind: 'start' });
  await pass(60);
  expect(told).toEqual([]);
  await pass(100);
  expect(segment.heard).toEqual(['discover', 'request', 'arp 10.0.0.5', 'arp 10.0.0.5']);
  expect(told).toEqual(['bound 10.0.0.5/24']);
  expect(client.lease?.address).toBe('10.0.0.5/24');
  expect(segment.open).toBe(0);
});

test('a lease is not in force before its interface was looked after', async () => {
  const segment = new Segment();
  const { client, keeper } = clientOn(segment);
  let before: unknown = 'not told';
  keeper.bound = async () => {
    before = client.lease;
  };
  client.tell({ kind: 'start' });
  await pass(1000);
  expect([before, client.lease?.address]).toEqual([undefined, '10.0.0.5/24']);
});

test('an address that somebody has is declined, and not used', async () => {
  const segment = new Segment();
  segment.taken.add('10.0.0.5');
  const { told, client } = clientOn(segment);
  client.tell({ kind: 'start' });
  await pass(1000);
  expect(segment.heard.slice(2)).toEqual(['arp 10.0.0.5', 'decline']);
  expect([told, client.lease]).toEqual([[], undefined]);
});

test('a lease is renewed at half its time, from its server alone', async () => {
  const { segment, told, client } = await bound();
  await pass(1600_000);
  expect(segment.heard).toEqual([]);
  await pass(200_000);
  expect(segment.heard).toEqual(['arp 10.0.0.1', 'request']);
  expect(told).toEqual(['bound 10.0.0.5/24']);
  expect(client.lease?.expiresAt).toBeGreaterThan(3600_000 + 1600_000);
  expect(segment.open).toBe(0);
});

test.each([
  ['back', -(10 ** 11)],
  ['forward', 10 ** 11],
])('a lease is kept as it was when somebody sets the time of day %s', async (_, ms) => {
  const { segment, told, client } = await bound();
  jest.setSystemTime(Date.now() + ms);
  client.alarm.look();
  await pass(1600_000);
  expect([segment.heard, told]).toEqual([[], []]);
  await pass(200_000);
  expect(told).toEqual(['bound 10.0.0.5/24']);
  await pass(1800_000);
  expect(told).toEqual(['bound 10.0.0.5/24', 'bound 10.0.0.5/24']);
});

test('a lease that nobody renews is lost in time, and looked for anew', async () => {
  const { segment, told, client } = await bound();
  segment.reply = () => undefined;
  await pass(3598_000);
  expect([told, client.lease?.address]).toEqual([[], '10.0.0.5/24']);
  await pass(2000);
  expect(told).toEqual([expect.stringContaining('lost: the lease ran out')]);
  expect(client.lease).toBeUndefined();
  segment.reply = new Segment().reply;
  await pass(100_000);
  expect(told.at(-1)).toBe('bound 10.0.0.5/24');
});

test('a renewal that is refused takes the lease away at once', async () => {
  const { segment, told, client } = await bound();
  segment.reply = () => 'nak';
  await pass(1800_000);
  expect([told, client.lease]).toEqual([['lost: server 10.0.0.1 refused 10.0.0.5'], undefined]);
});

test('a release is said once, after which nothing is open and nothing happens any more', async () => {
  const { segment, told, client } = await bound();
  await client.release();
  await client.release();
  expect(segment.heard).toEqual(['arp 10.0.0.1', 'release']);
  await pass(10_000_000);
  expect([segment.heard.length, segment.open, told]).toEqual([2, 0, []]);
});

test('where the interface is gone a release goes out from the host', async () => {
  const { segment, client } = await bound();
  segment.isGone = true;
  await client.release();
  expect([segment.heard, segment.sentFromHost]).toEqual([[], ['release to 10.0.0.1']]);
});

test('a renewal that finds the interface gone gives the lease back, and says so', async () => {
  const { segment, told, client } = await bound();
  segment.isGone = true;
  await pass(1800_000);
  expect(segment.sentFromHost).toEqual(['release to 10.0.0.1']);
  expect([told, client.lease]).toEqual([[expect.stringContaining('gone: Cannot use CNI_NETNS')], undefined]);
});

test('a lease whose interface cannot be asked for stays, and is renewed when it can be again', async () => {
  const { segment, told, client } = await bound();
  segment.isSilent = true;
  await pass(2000_000);
  expect([segment.heard, segment.sentFromHost, told]).toEqual([[], [], []]);
  expect(client.lease?.address).toBe('10.0.0.5/24');
  segment.isSilent = false;
  await pass(1000_000);
  expect(told).toEqual(['bound 10.0.0.5/24']);
});

test('where the interface cannot be asked for a release goes out from the host', async () => {
  const { segment, client } = await bound();
  segment.isSilent = true;
  await client.release();
  expect([segment.heard, segment.sentFromHost]).toEqual([[], ['release to 10.0.0.1']]);
});

test('an acquisition that nobody answers fails after its time, and leaves nothing open', async () => {
  const segment = new Segment();
  segment.reply = () => undefined;
  const { told, client } = clientOn(segment);
  client.tell({ kind: 'start' });
  await pass(9_000);
  expect([segment.heard, segment.open]).toEqual([['discover'], 2]);
  await pass(200_000);
  expect(told).toEqual(['failed: no server answered in 208 s']);
  expect(segment.open).toBe(0);
});

test('an acquisition whose message no packet holds fails at once, and says how long it is', async () => {
  const segment = new Segment();
  segment.mtu = 400;
  const { told, client } = clientOn(segment, [{ option: 60, value: new Uint8Array(255) }]);
  client.tell({ kind: 'start' });
  await pass(10);
  expect(told).toEqual([
    expect.stringMatching(/^failed: .* has \d{3} bytes, and "eth0" carries 400 \(its MTU\)/),
  ]);
  await pass(1000_000);
  expect([segment.heard, segment.open, told.length]).toEqual([[], 0, 1]);
});

test('an offer that is taken up with a message no packet holds fails at once, and is given back', async () => {
  const provide = [{ option: 60, value: new Uint8Array(255) }];
  const narrow = new Segment();
  narrow.mtu = 400;
  const { told: refused, client: first } = clientOn(narrow, provide);
  first.tell({ kind: 'start' });
  await pass(10);
  const segment = new Segment();
  // DISCOVER just fits, REQUEST says more.
  segment.mtu = Number(/has (\d+) bytes/.exec(refused[0] ?? '')?.[1]);
  const { told, client } = clientOn(segment, provide);
  client.tell({ kind: 'start' });
  await pass(10);
  expect(told).toEqual([expect.stringMatching(/^failed: .* bytes, and "eth0" carries/)]);
  void client.release();
  await pass(1000);
  expect([segment.heard, segment.open]).toEqual([['discover', 'arp 10.0.0.1', 'release'], 0]);
});

test('a lease whose renewal no packet holds stays for its time, and is renewed when one does again', async () => {
  const { segment, told, client } = await bound();
  segment.mtu = 300;
  await pass(2000_000);
  expect([segment.heard.includes('request'), told, client.lease?.address]).toEqual([
    false,
    [],
    '10.0.0.5/24',
  ]);
  segment.mtu = 1500;
  await pass(1000_000);
  expect(told).toEqual(['bound 10.0.0.5/24']);
});

test('a release that the link does not take goes out from the host', async () => {
  const { segment, client } = await bound();
  segment.mtu = 300;
  await client.release();
  expect([segment.heard, segment.sentFromHost]).toEqual([['arp 10.0.0.1'], ['release to 10.0.0.1']]);
});

test('an acquisition that fails because nothing could be sent says so, one that could be sends on', async () => {
  const segment = new Segment();
  segment.isDown = true;
  const { told, client } = clientOn(segment);
  client.tell({ kind: 'start' });
  await pass(300_000);
  expect([told, segment.open]).toEqual([['failed: "eth0" takes no packets now'], 0]);
  const other = clientOn(segment);
  other.client.tell({ kind: 'start' });
  await pass(5000);
  segment.isDown = false;
  await pass(30_000);
  expect(other.told).toEqual(['bound 10.0.0.5/24']);
});

test('where it cannot be listened for who has the address that is told, and it is tried again', async () => {
  const segment = new Segment();
  const { told, client } = clientOn(segment);
  const open = jest.spyOn(Neighbours.prototype, 'isTaken').mockRejectedValueOnce(new Error('no sockets'));
  client.tell({ kind: 'start' });
  await pass(1000);
  expect([told, segment.said]).toEqual([[], [expect.stringContaining('cannot probe: ')]]);
  await pass(3000);
  expect([told, segment.open]).toEqual([['bound 10.0.0.5/24'], 0]);
  open.mockRestore();
});
