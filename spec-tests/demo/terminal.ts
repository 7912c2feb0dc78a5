import { fileURLToPath } from 'node:url';
import { systemPath } from '../../lib/testing/needs.ts';
import type { Outcome } from '../../lib/testing/outcome.ts';
import type { Place } from '../../lib/testing/place.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const env = { PATH: `/opt/cni/bin:${systemPath}`, HOME: '/run', LC_ALL: 'C' };

interface Shown {
  /** Of the output only lines that match are shown; one has to. */
  only?: RegExp;
}

/**
 * A terminal in a throwaway host, at the checkout: shows every command as a person types it, before what comes of it. A
 * command that ends otherwise than it should throws, and so ends the demo.
 */
export class Terminal {
  readonly #host: Place;
  readonly #write: (text: string) => void;
  #acts = 0;

  constructor(host: Place, write: (text: string) => void) {
    this.#host = host;
    this.#write = write;
  }

  /** Begins an act. */
  act(title: string): void {
    const heading = `${++this.#acts}. ${title}`;
    this.#write(`\n${heading}\n${'─'.repeat(heading.length)}\n`);
  }

  /** A word to whoever watches. */
  say(text: string): void {
    this.#write(`${text}\n`);
  }

  /** A command that has to succeed. Returns its standard output. */
  async type(command: string, { only }: Shown = {}): Promise<string> {
    const outcome = await this.#run(command);
    const lines = linesOf(outcome);
    const shown = only ? lines.filter((line) => only.test(line)) : lines;
    this.#show(shown);
    if (outcome.exitCode !== 0)
      throw new Error(`"${command}" ended with ${outcome.exitCode ?? outcome.signal}`);
    if (only && shown.length === 0) throw new Error(`"${command}" did not say ${only}`);
    return outcome.stdout;
  }

  /** A command that has to fail, and to say why in these words. */
  async typeInVain(command: string, reason: RegExp): Promise<void> {
    const outcome = await this.#run(command);
    this.#show([...linesOf(outcome), `(exit status ${outcome.exitCode})`]);
    if (outcome.exitCode === 0) throw new Error(`"${command}" succeeded`);
    if (!reason.test(outcome.stderr)) throw new Error(`"${command}" did not say ${reason}`);
  }

  #run(command: string): Promise<Outcome> {
    this.#write(`$ ${command}\n`);
    return this.#host.run(['sh', '-c', `cd "$0" && ${command}`, checkout], { env });
  }

  #show(lines: string[]): void {
    for (const line of lines) this.#write(`  ${line.trimEnd()}\n`);
  }
}

function linesOf({ stdout, stderr }: Outcome): string[] {
  return `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '');
}
