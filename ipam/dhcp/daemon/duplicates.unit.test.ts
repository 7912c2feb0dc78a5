import { jest } from '@jest/globals';
import type { Ears, Wire } from '../../../lib/kernel/wire.ts';
import { addressBytes, joined } from '../bytes.ts';
import { linkPacket } from '../v6/icmp.ts';
import { Duplicates } from './duplicates.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const address = '2001:db8::12:3456';
const group = '33:33:ff:12:34:56';
const has = linkPacket({
  from: address,
  to: 'ff02::1',
  body: joined(Uint8Array.of(136, 0, 0, 0, 0x20, 0, 0, 0), addressBytes(address)),
});

/** A link on which nothing is said but by the test, and a question about the address. */
function asking({ takes = true } = {}) {
  const sent: { at: number; packet: Uint8Array; to: string }[] = [];
  const [joined, answers]: [string[], boolean[]] = [[], []];
  let [ear, isOpen]: [Ears | undefined, boolean] = [undefined, false];
  const wire: Wire = {
    open(kind, _, ears) {
      [ear, isOpen] = [ears, kind === 'nd'];
      return {
        send: (packet, to) => sent.push({ at: Date.now(), packet, to }) > 0 && takes,
        join: (one) => joined.push(one) > 0,
        close() {
          isOpen = false;
        },
      };
    },
  };
  const duplicates = new Duplicates(wire, { netns: {} as never, index: 2, name: 'eth0' });
  void duplicates.isTaken(address).then((taken) => answers.push(taken));
  return { sent, joined, answers, duplicates, ear: ear as unknown as Ears, isOpen: () => isOpen };
}

test('it is asked twice within 100 ms, and heard at the group of the address', async () => {
  const { sent, joined, answers, duplicates, isOpen } = asking();
  await pass(99);
  expect([joined, answers, isOpen()]).toEqual([[group], [], true]);
  await pass(1);
  expect(answers).toEqual([false]);
  duplicates.close();
  expect(isOpen()).toBe(false);
  expect(sent.map(({ at, to }) => [at, to])).toEqual([
    [0, group],
    [50, group],
  ]);
});

test('somebody who says that he has the address is believed at once, and asked no more', async () => {
  const { sent, answers, ear } = asking();
  await pass(10);
  ear.heard(has);
  await pass(1000);
  expect([answers, sent.length]).toEqual([[true], 1]);
});

test('what comes back of our own, and what is none, does not matter', async () => {
  const { sent, answers, ear } = asking();
  ear.heard(sent[0]?.packet as Uint8Array);
  ear.heard(has.subarray(0, 60));
  await pass(100);
  expect(answers).toEqual([false]);
});

test("another client's probe of the same address is a duplicate", async () => {
  const { answers, ear } = asking();
  ear.heard(asking().sent[0]?.packet as Uint8Array);
  await pass(0);
  expect(answers).toEqual([true]);
});

test.each<[string, (at: ReturnType<typeof asking>) => void, boolean]>([
  ['the link goes down', ({ ear }) => ear.ended('down'), true],
  ['it is closed', ({ duplicates }) => duplicates.close(), true],
  ['the link takes no packet', () => {}, false],
])('where %s it is not known', async (_, happens, takes) => {
  const all = asking({ takes });
  happens(all);
  await pass(1000);
  expect([all.answers, all.sent.length]).toEqual([[], takes ? 1 : 2]);
});
