import { inVain } from './keeper.ts';

/** The end of an acquisition, which any number of callers may wait for, and which comes once. */
export class Acquisition {
  readonly end: Promise<void>;
  /** Every family has its lease. */
  bound: () => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor() {
    this.end = new Promise((resolve, reject) => {
      this.bound = resolve;
      this.#fail = reject;
    });
    this.end.catch(() => {}); // whoever waits is told; there may be nobody
  }

  /** `end` throws CniError (code 11). */
  failed(why: string): void {
    this.#fail(inVain(why));
  }
}
