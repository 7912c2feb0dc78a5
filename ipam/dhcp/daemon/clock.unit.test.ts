import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { bootClock } from '../../../lib/kernel/bootClock.ts';
import { eventually } from '../../../lib/testing/eventually.ts';
import { watchClock } from './watchClock.ts';

afterEach(() => {
  jest.useRealTimers();
});

test('the clock counts milliseconds since the machine was started, time after time', async () => {
  const now = bootClock();
  // In hundredths of a second: times 1000 it may come to a little more than a whole number.
  const uptime = () => Math.round(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000);
  const [before, first, after] = [uptime(), now(), uptime()];
  expect(first).toBeGreaterThanOrEqual(before);
  expect(first).toBeLessThanOrEqual(after);
  expect(await eventually('the time to pass', now, (time) => time > first)).toBeLessThanOrEqual(uptime());
});

test('who watches the clock is told of a sleep, and of nothing that the time of day does', () => {
  jest.useFakeTimers({ now: 0 });
  let slept = 0;
  const jumped = jest.fn();
  const stop = watchClock(jumped, () => performance.now() + slept);
  jest.setSystemTime(10 ** 12);
  jest.advanceTimersByTime(60_000);
  expect(jumped).not.toHaveBeenCalled();
  slept = 3600_000;
  jest.advanceTimersByTime(60_000);
  expect(jumped).toHaveBeenCalledTimes(1);
  stop();
});
