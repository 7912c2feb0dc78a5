import { progressOn } from './progress.ts';
import type { Subject } from './subject.ts';

const dummy = { type: 'dummy' } as Subject;

function watched(more: { isTTY?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  const clock = { now: 0 };
  const stream = { ...more, write: (text: string) => written.push(text) };
  return { written, clock, progress: progressOn(stream, () => clock.now) };
}

test('in a log there is a line a minute, and none for what takes less', () => {
  const { written, clock, progress } = watched();
  for (const [now, left] of [
    [0, 9],
    [59_999, 8],
    [60_000, 7],
    [61_000, 6],
    [125_000, 5],
  ] as const) {
    clock.now = now;
    progress.tell(dummy, left);
  }
  progress.end();
  expect(written).toEqual(['dummy: 7 left\n', 'dummy: 5 left\n']);
});

test('on a terminal one line is written over and over, no longer than the terminal is wide, and taken away', () => {
  const { written, progress } = watched({ isTTY: true, columns: 12 });
  progress.tell(dummy, 107);
  progress.tell(dummy, 106);
  progress.end();
  expect(written).toEqual(['\r\x1b[2Kdummy: 107 ', '\r\x1b[2Kdummy: 106 ', '\r\x1b[2K']);
});
