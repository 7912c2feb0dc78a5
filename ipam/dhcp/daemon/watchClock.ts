import type { Clock } from '../../../lib/kernel/bootClock.ts';

/** Milliseconds between two looks, and how much the clocks may differ. */
const interval = 30_000;
const allowance = 5000;

/**
 * Calls back when the clock has run ahead of the timers: while a machine sleeps its timers stand still, and the
 * leases run on. One timer for all of them. Returns what stops it.
 */
export function watchClock(jumped: () => void, clock: Clock): () => void {
  let last = clock();
  const timer = setInterval(() => {
    const now = clock();
    if (now - last > interval + allowance) jumped();
    last = now;
  }, interval);
  return () => clearInterval(timer);
}
