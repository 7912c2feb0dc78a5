/** Wakes whoever waits for it. One that rings while nobody waits is not lost. */
export class Bell {
  #rang = false;
  #wake: () => void = () => {};

  ring(): void {
    this.#rang = true;
    this.#wake();
  }

  /** Settled when it has rung since the last time, after `patience` milliseconds at the latest. */
  async rung(patience: number): Promise<void> {
    if (!this.#rang) await this.#wait(patience);
    this.#rang = false;
  }

  #wait(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
