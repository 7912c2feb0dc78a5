import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { jest } from '@jest/globals';
import { leaseFile, orderFile } from '../folder.ts';
import type { DaemonCall } from '../protocol.ts';
import { Attachments } from './attachments.ts';
import type { Surroundings } from './keeper.ts';
import { Store } from './store.ts';
import { Segment } from './testSegment.ts';

const folder = mkdtempSync(`${tmpdir()}/dhcp-`);
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'], now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
  for (const file of readdirSync(folder)) rmSync(`${folder}/${file}`);
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const named = { containerId: 'c1', network: 'mynet', ifName: 'eth0' };
const wishes = { families: [4 as const], request: [], skipDefault: false, provide: [], priority: 0 };
const call: DaemonCall & { command: 'ADD' } = { ...named, command: 'ADD', netns: '/run/netns/c1', wishes };
const stays = new AbortController().signal;

function attachmentsOn(segment: Segment): Attachments {
  const around: Surroundings = {
    standOn: (...where) => segment.standOn(...where),
    wire: segment.wire,
    now: () => segment.now(),
    log: (line: string) => segment.log(line),
    sendFromHost: (...words: [Uint8Array, string]) => segment.sendFromHost(...words),
  };
  const times = { timeout: 10_000, resendMax: 62_000, resendTimeout: 208_000, broadcast: false };
  return new Attachments({ ...around, store: new Store(folder), times }, '');
}

/** One attachment has its lease; what is heard from now on comes after it. */
async function withLease(): Promise<{ segment: Segment; attachments: Attachments }> {
  const segment = new Segment();
  const attachments = attachmentsOn(segment);
  const added = attachments.add(call, stays);
  await pass(1000);
  await added;
  segment.heard.length = 0;
  return { segment, attachments };
}

// The reference's L46: an ADD that waits for the same lease twice, and a DEL that comes while ADD is acquiring.
test('two ADDs of one attachment at once acquire once, and are answered the same', async () => {
  const segment = new Segment();
  const attachments = attachmentsOn(segment);
  const both = Promise.all([attachments.add(call, stays), attachments.add(call, stays)]);
  await pass(1000);
  const [one, other] = await both;
  expect(one).toEqual([expect.objectContaining({ address: '10.0.0.5/24' })]);
  expect(other).toEqual(one);
  expect(segment.heard).toEqual(['discover', 'request', 'arp 10.0.0.5', 'arp 10.0.0.5']);
  expect(readdirSync(folder)).toHaveLength(1);
});

test.each([
  ['nobody has answered', () => undefined, ['discover']],
  [
    'the address is probed',
    new Segment().reply,
    ['discover', 'request', 'arp 10.0.0.5', 'arp 10.0.0.1', 'release'],
  ],
])('a DEL that comes while %s takes the ADD back', async (_, reply, heard) => {
  const segment = new Segment();
  segment.reply = reply;
  const attachments = attachmentsOn(segment);
  const refused = expect(attachments.add(call, stays)).rejects.toThrow('removed meanwhile');
  await pass(20);
  const removed = attachments.del(named);
  await pass(20);
  await Promise.all([refused, removed]);
  await pass(1_000_000);
  expect(segment.heard).toEqual(heard);
  expect([segment.open, attachments.check(named), readdirSync(folder)]).toEqual([0, [], []]);
});

test('a caller that hangs up takes its ADD back', async () => {
  const segment = new Segment();
  const attachments = attachmentsOn(segment);
  segment.reply = () => undefined;
  const caller = new AbortController();
  const refused = expect(attachments.add(call, caller.signal)).rejects.toThrow('removed meanwhile');
  await pass(100);
  caller.abort();
  await refused;
  await pass(1_000_000);
  expect([segment.heard, segment.open]).toEqual([['discover'], 0]);
});

test('DEL releases once, whoever calls it how often; unknown is success', async () => {
  const { segment, attachments } = await withLease();
  await Promise.all([attachments.del(named), attachments.del(named)]);
  await attachments.del(named);
  expect(segment.heard).toEqual(['arp 10.0.0.1', 'release']);
  expect(readdirSync(folder)).toEqual([]);
});

test('a second ADD after DEL acquires anew', async () => {
  const segment = new Segment();
  const attachments = attachmentsOn(segment);
  for (let round = 0; round < 2; round++) {
    const added = attachments.add(call, stays);
    await pass(1000);
    expect(await added).toHaveLength(1);
    await attachments.del(named);
  }
  expect(segment.heard.filter((type) => type === 'discover')).toHaveLength(2);
});

test('at the end of the daemon what is being acquired is given back, and what is leased stays', async () => {
  const { segment, attachments } = await withLease();
  const refused = expect(attachments.add({ ...call, containerId: 'c2' }, stays)).rejects.toThrow('removed');
  await pass(20);
  const ended = attachments.end();
  await pass(100);
  await Promise.all([ended, refused]);
  expect(segment.heard.slice(3)).toEqual(['arp 10.0.0.1', 'release']);
  await pass(10_000_000);
  expect([segment.heard.length, segment.open, readdirSync(folder).length]).toEqual([5, 0, 1]);
});

test('the end of the daemon comes, even where nothing can be given back', async () => {
  const segment = new Segment();
  const attachments = attachmentsOn(segment);
  attachments.add(call, stays).catch(() => {});
  await pass(20);
  segment.standOn = () => new Promise(() => {});
  let isOver = false;
  void attachments.end().then(() => {
    isOver = true;
  });
  await pass(1000);
  expect(isOver).toBe(true);
});

test('a file that is none of ours does not keep the leases of others from being taken up', async () => {
  const segment = new Segment();
  const added = attachmentsOn(segment).add(call, stays);
  await pass(1000);
  await added;
  segment.heard.length = 0;
  const strange = leaseFile(folder, { ...named, containerId: 'c0' });
  writeFileSync(strange, JSON.stringify({ ...named, containerId: 'c0', ground: {}, wishes: {}, leases: [] }));
  const restored = attachmentsOn(segment);
  restored.restore();
  await pass(1000);
  expect(segment.heard).toEqual(['request']);
  expect(restored.check(named)).toHaveLength(1);
  expect([segment.said.at(-2), existsSync(strange)]).toEqual([expect.stringContaining(strange), true]);
});

test('an order that is left while the daemon runs is carried out', async () => {
  const { segment, attachments } = await withLease();
  writeFileSync(orderFile(folder, named), JSON.stringify(named));
  attachments.obey();
  await pass(1000);
  expect([segment.heard, readdirSync(folder)]).toEqual([['arp 10.0.0.1', 'release'], []]);
});

test('an order that was left before an ADD gives back what was leased before, and nothing of what comes', async () => {
  const { segment, attachments } = await withLease();
  writeFileSync(orderFile(folder, named), JSON.stringify(named));
  const added = attachments.add(call, stays);
  await pass(1000);
  expect(await added).toHaveLength(1);
  attachments.obey();
  await pass(1000);
  expect(segment.heard.filter((type) => !type.startsWith('arp'))).toEqual(['release', 'discover', 'request']);
  expect([attachments.check(named).length, readdirSync(folder).length]).toEqual([1, 1]);
});
