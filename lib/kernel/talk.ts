import { CniError, Code } from '../spec/errors.ts';
import type { Said } from './runner.ts';

/** What a program has said and nobody has taken yet, and whoever waits for more: the half of a Conversation that both Runners share. */
export class Talk {
  #stdout = '';
  #stderr = '';
  #ended: string | undefined;
  #wake: (() => void) | undefined;
  readonly #program: string;

  /** `program`: its name, for messages. */
  constructor(program: string) {
    this.#program = program;
  }

  hear(stream: 'stdout' | 'stderr', text: string): void {
    if (stream === 'stdout') this.#stdout += text;
    else this.#stderr += text;
    this.#wake?.();
  }

  /** To be called after all output has been heard. `how`: "exit code 1". */
  ended(how: string): void {
    this.#ended = how;
    this.#wake?.();
  }

  /** True once `until` would not have to wait: enough has been said, or the program has ended. */
  isOver(enough: (stdout: string, stderr: string) => boolean): boolean {
    return this.#ended !== undefined || enough(this.#stdout, this.#stderr);
  }

  /** `since`: when the waiting began, if it began elsewhere. */
  async until(
    enough: (stdout: string, stderr: string) => boolean,
    timeout: number,
    since = Date.now(),
  ): Promise<Said> {
    if (enough(this.#stdout, this.#stderr)) return this.#take();
    const late = deadline(since + timeout - Date.now());
    try {
      while (!enough(this.#stdout, this.#stderr)) {
        if (this.#ended !== undefined) throw this.#error(`ended with ${this.#ended}`);
        await Promise.race([this.#more(), late.passed]);
        if (late.isPassed()) throw this.#error(`no answer within ${timeout} ms`);
      }
    } finally {
      late.cancel();
    }
    return this.#take();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #take(): Said {
    const said = { stdout: this.#stdout, stderr: this.#stderr };
    this.#stdout = '';
    this.#stderr = '';
    return said;
  }

  #error(state: string): CniError {
    return new CniError(
      Code.kernelRefused,
      `Cannot talk to "${this.#program}": ${state}`,
      this.#take().stderr.trim(),
    );
  }
}

function deadline(timeout: number): { passed: Promise<void>; isPassed: () => boolean; cancel: () => void } {
  let isPassed = false;
  let cancel = (): void => {};
  const passed = new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      isPassed = true;
      resolve();
    }, timeout);
    cancel = () => clearTimeout(timer);
  });
  return { passed, isPassed: () => isPassed, cancel };
}
