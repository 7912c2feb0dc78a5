import type { StandOn } from './ground.ts';
import { inTurns } from './turns.ts';

const where = { netns: '/run/netns/c1', ifName: 'eth0' };

test('no more than so many stand on their ground at once, the others in the order they came; a failure gives way', async () => {
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const standOn = (async (_: unknown, act: () => unknown) => act()) as unknown as StandOn;
  const inTurn = inTurns(standOn, 2);
  const all = [0, 1, 2, 3, 4].map((number) =>
    inTurn(where, async () => {
      begun.push(number);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (number === 0) throw new Error('refused');
      return number;
    }).catch(() => 'refused'),
  );
  for (const sofar of [2, 3, 4, 5, 5]) {
    await new Promise(setImmediate);
    expect(begun).toHaveLength(sofar);
    ends.shift()?.();
  }
  expect(await Promise.all(all)).toEqual(['refused', 1, 2, 3, 4]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});
