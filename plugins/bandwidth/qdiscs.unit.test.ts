import type { Door } from '../../lib/kernel/door.ts';
import { foreignRoot, isOurs, observeQueueing } from './qdiscs.ts';

/** A link whose disciplines `tc` tells so, with no filters. */
const queueing = (...qdiscs: object[]) =>
  observeQueueing({ askTc: async () => [qdiscs, [], []] } as unknown as Door, 'veth0');

test('observeQueueing() reads our own discipline with its rate and burst', async () => {
  const options = { rate: 125_000, burst: '10Kb/1', mpu: 0, lat: 81_920, linklayer: 'ethernet' };
  const found = await queueing({ kind: 'tbf', handle: '7766:', root: true, refcnt: 3, options });
  expect(found.qdiscs).toEqual([
    { kind: 'tbf', handle: '7766:', isRoot: true, rate: 125_000, burst: '10Kb/1' },
  ]);
  expect(found.qdiscs.map(isOurs)).toEqual([true]);
});

test("observeQueueing() takes netem's rate, an object, for none: the discipline is somebody else's", async () => {
  const rate = { rate: 125_000, packetoverhead: 0, cellsize: 0, celloverhead: 0 };
  const found = await queueing({
    kind: 'netem',
    handle: '8001:',
    root: true,
    options: { limit: 1000, rate },
  });
  expect(found.qdiscs).toEqual([{ kind: 'netem', handle: '8001:', isRoot: true }]);
  expect(foreignRoot(found)).toMatchObject({ kind: 'netem' });
});
