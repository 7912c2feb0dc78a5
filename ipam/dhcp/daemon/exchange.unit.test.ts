import type { Netns } from '../../../lib/kernel/netns.ts';
import type { Wire } from '../../../lib/kernel/wire.ts';
import { CniError } from '../../../lib/spec/errors.ts';
import { exchange4, exchange6, TooLong } from './exchange.ts';

const link = { netns: {} as Netns, index: 2, name: 'eth0' };
const ears = { heard: () => {}, ended: () => {} };

test.each([
  [
    'arp',
    (wire: Wire) => exchange4(wire, { link, mac: '02:00:00:00:00:05', mtu: 1500 }, () => undefined, ears),
  ],
  ['nd', (wire: Wire) => exchange6(wire, link, ears)],
])('where the second socket, for %s, is refused the first one is closed', (second, exchange) => {
  const open: string[] = [];
  const wire: Wire = {
    open(kind) {
      if (kind === second) throw new Error('refused');
      open.push(kind);
      return { send: () => true, close: () => void open.pop() };
    },
  };
  expect(() => exchange(wire)).toThrow('refused');
  expect(open).toEqual([]);
});

test.each([
  ['longer than the MTU', 1480, TooLong, 'has 1508 bytes, and "eth0" carries 1500 (its MTU)'],
  ['refused by the link', 300, CniError, '"eth0" takes no packets now'],
])('a message that is %s is an error, whoever it is for', async (_, length, kind, said) => {
  const wire: Wire = { open: () => ({ send: () => false, close: () => {} }) };
  const station = { link, mac: '02:00:00:00:00:05', mtu: 1500 };
  const exchange = exchange4(wire, station, () => undefined, ears);
  const payload = new Uint8Array(length);
  const broadcast = async () => exchange.broadcast(payload);
  for (const sent of [broadcast(), exchange.toServer(payload, '10.0.0.1', '10.0.0.5')]) {
    const error = await sent.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).toHaveProperty('message', expect.stringContaining(said));
  }
});
