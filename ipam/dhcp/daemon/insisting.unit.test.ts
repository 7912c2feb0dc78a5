import { jest } from '@jest/globals';
import type { Ears, Wire } from '../../../lib/kernel/wire.ts';
import { CniError } from '../../../lib/spec/errors.ts';
import { answer } from '../v6/testServer.ts';
import { exchange6 } from './exchange.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
/** As a message without options, of type 8 with xid 010203. */
const release = Uint8Array.of(8, 1, 2, 3);

/** An exchange in which a Release was said; when it was settled, and with what error. */
function releasing({ takes = (): boolean => true } = {}) {
  const [sent, settled, heard]: [number[], [number, unknown][], Uint8Array[]] = [[], [], []];
  let ears: Ears | undefined;
  const wire: Wire = {
    open(kind, _, ear) {
      if (kind === 'dhcp6') ears = ear;
      return { send: () => sent.push(Date.now()) > 0 && takes(), close: () => {} };
    },
  };
  const link = { netns: {} as never, index: 2, name: 'eth0' };
  const listener = { heard: (payload: Uint8Array) => void heard.push(payload), ended: () => {} };
  const exchange = exchange6(wire, link, listener);
  const note = (error?: unknown) => void settled.push([Date.now(), error]);
  void exchange.toServer(release, '', '').then(() => note(), note);
  return { sent, settled, heard, exchange, hear: (payload: Uint8Array) => ears?.heard(payload) };
}

test('a Release that is replied to is said once, and DEL has waited for no more than the Reply', async () => {
  const { sent, settled, heard, hear } = releasing();
  await pass(3);
  hear(answer('reply', release));
  await pass(1000);
  expect([sent, settled, heard.length]).toEqual([[0], [[3, undefined]], 1]);
});

test.each<[string, Uint8Array | undefined]>([
  ['nothing', undefined],
  ['the Reply to something else', answer('reply', release, { xid: 0x010204 })],
  ['something else', answer('advertise', release)],
  ['nothing but three bytes', Uint8Array.of(7, 1, 2)],
])(
  'a Release that is answered by %s is said once more after 50 ms, and given up after 100',
  async (_, packet) => {
    const { sent, settled, hear } = releasing();
    if (packet) hear(packet);
    await pass(1000);
    expect([sent, settled]).toEqual([[0, 50], [[100, undefined]]]);
  },
);

test('where the link goes meanwhile nothing is waited for', async () => {
  const { sent, settled, exchange } = releasing();
  await pass(10);
  exchange.close();
  await pass(1000);
  expect([sent, settled]).toEqual([[0], [[10, undefined]]]);
});

test('a link that takes it not once is an error, so that it goes out from the host; once is enough', async () => {
  const { settled } = releasing({ takes: () => false });
  await pass(1000);
  expect(settled).toEqual([[100, expect.any(CniError)]]);
  const late = releasing({ takes: () => Date.now() >= 1050 });
  await pass(1000);
  expect(late.settled).toEqual([[1100, undefined]]);
});
