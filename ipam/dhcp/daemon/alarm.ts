/** The longest time that a timer of the runtime can be set to, ms. A machine that is woken too early says so. */
const longest = 2 ** 31 - 1;

/** Calls back at a time of day. One time at once: a new one replaces the one before. */
export class Alarm {
  readonly #ring: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = Infinity;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** Infinity: never. */
  set(at: number): void {
    clearTimeout(this.#timer);
    this.#at = at;
    if (at === Infinity) return;
    this.#timer = setTimeout(this.#ring, Math.min(Math.max(at - Date.now(), 0), longest));
  }

  /** After the machine has slept, timers are late: the clock on the wall says how much. */
  look(): void {
    if (Date.now() >= this.#at) this.#ring();
  }
}
