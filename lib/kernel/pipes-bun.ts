import { closeSync, readSync, writeSync } from '#files';
import { neverWait, pipe, poll, readable, writable } from './libc-bun.ts';
import type { Talk } from './talk.ts';

/**
 * The three pipes to a program that is talked to. What is written and what is heard passes through them in `pump`, which waits
 * in poll(2) itself: a turn of the runtime's event loop with its streams costs as much as `ip` takes to answer.
 */
export class Pipes {
  readonly #talk: Talk;
  readonly #stdin = pipe();
  readonly #stdout = heard('stdout');
  readonly #stderr = heard('stderr');
  /** What has not been written yet, and whether more may come. */
  #unwritten = new Uint8Array(0);
  #writing = true;

  constructor(talk: Talk) {
    this.#talk = talk;
    for (const fd of [this.#stdin.write, this.#stdout.ends.read, this.#stderr.ends.read]) neverWait(fd);
  }

  /** The program's ends, for starting it. */
  get itsEnds(): { stdin: number; stdout: number; stderr: number } {
    return { stdin: this.#stdin.read, stdout: this.#stdout.ends.write, stderr: this.#stderr.ends.write };
  }

  /** Closes the program's ends here. To be called when it has been started, or could not be. */
  handedOver(): void {
    for (const fd of Object.values(this.itsEnds)) closeSync(fd);
  }

  /** Says something; what does not fit into the pipe is written by `pump`. */
  send(text: string): void {
    const more = new TextEncoder().encode(text);
    const all = new Uint8Array(this.#unwritten.length + more.length);
    all.set(this.#unwritten);
    all.set(more, this.#unwritten.length);
    this.#unwritten = all;
    this.#write();
  }

  /** Writes and listens once, waiting for either `timeout` milliseconds at most. False once the program has closed its ends. */
  pump(timeout: number): boolean {
    const open = [this.#stdout, this.#stderr].filter((stream) => stream.open);
    const writes = this.#writing && this.#unwritten.length > 0;
    const entries = open.map(({ ends }) => ({ fd: ends.read, events: readable }));
    const ready = poll(writes ? [...entries, { fd: this.#stdin.write, events: writable }] : entries, timeout);
    if (writes && ready[open.length]) this.#write();
    for (const [index, stream] of open.entries()) if (ready[index]) this.#hear(stream);
    return this.#stdout.open || this.#stderr.open;
  }

  /** Ends the talk: the program hears the end of its input, and nobody hears it any more. */
  end(): void {
    if (this.#writing) closeSync(this.#stdin.write);
    this.#writing = false;
    for (const stream of [this.#stdout, this.#stderr]) {
      if (stream.open) closeSync(stream.ends.read);
      stream.open = false;
    }
  }

  #write(): void {
    try {
      while (this.#writing && this.#unwritten.length > 0)
        this.#unwritten = this.#unwritten.subarray(writeSync(this.#stdin.write, this.#unwritten));
    } catch (error) {
      if (!isAgain(error)) this.#unwritten = new Uint8Array(0); // it does not listen any more; `until` notices its end
    }
  }

  #hear(stream: Heard): void {
    const buffer = new Uint8Array(65_536);
    try {
      const length = readSync(stream.ends.read, buffer);
      this.#talk.hear(stream.name, stream.decoder.decode(buffer.subarray(0, length), { stream: length > 0 }));
      if (length > 0) return;
    } catch (error) {
      if (isAgain(error)) return;
    }
    stream.open = false;
    closeSync(stream.ends.read);
  }
}

/** One of the two streams that a program is heard on. */
interface Heard {
  name: 'stdout' | 'stderr';
  ends: { read: number; write: number };
  decoder: InstanceType<typeof TextDecoder>;
  open: boolean;
}

function heard(name: Heard['name']): Heard {
  return { name, ends: pipe(), decoder: new TextDecoder(), open: true };
}

function isAgain(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}
