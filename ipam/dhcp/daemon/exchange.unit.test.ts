import type { Netns } from '../../../lib/kernel/netns.ts';
import type { Wire } from '../../../lib/kernel/wire.ts';
import { exchange4 } from './exchange.ts';

test('where the second socket is refused the first one is closed', () => {
  const open: string[] = [];
  const wire: Wire = {
    open(kind) {
      if (kind === 'arp') throw new Error('refused');
      open.push(kind);
      return { send: () => true, close: () => void open.pop() };
    },
  };
  const link = { netns: {} as Netns, index: 2, name: 'eth0' };
  const ears = { heard: () => {}, ended: () => {} };
  expect(() => exchange4(wire, link, '02:00:00:00:00:05', () => undefined, ears)).toThrow('refused');
  expect(open).toEqual([]);
});
