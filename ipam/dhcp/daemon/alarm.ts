import type { Clock } from '../../../lib/kernel/bootClock.ts';

/** The longest time that a timer of the runtime can be set to, ms. */
const longest = 2 ** 31 - 1;

/** Calls back at a time. One time at once: a new one replaces the one before. */
export class Alarm {
  readonly #ring: () => void;
  readonly #now: Clock;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = Infinity;

  constructor(ring: () => void, now: Clock) {
    this.#ring = ring;
    this.#now = now;
  }

  /** Infinity: never. */
  set(at: number): void {
    clearTimeout(this.#timer);
    this.#at = at;
    if (at === Infinity) return;
    const due = () => (this.#now() < at ? this.set(at) : this.#ring());
    this.#timer = setTimeout(due, Math.min(Math.max(at - this.#now(), 0), longest));
  }

  /** After the machine has slept, timers are late: the clock says how much. */
  look(): void {
    if (this.#now() >= this.#at) this.#ring();
  }
}
