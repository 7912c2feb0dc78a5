import { asCniError } from '../spec/errors.ts';
import type { Netns } from './netns.ts';
import type { Conversation, Program, Runner, Said } from './runner.ts';

/** What one line of a conversation with `ip` came to. */
export interface Answer {
  /** False if ip refused the line; undefined if ip ended before it was known. */
  ok: boolean | undefined;
  /** What it said about the line on stderr. */
  said: string;
  /** The JSON array that a `show` line printed. */
  found?: unknown[];
}

export interface Line {
  text: string;
  /** True for a line that prints something: `show` and nothing else. */
  asks: boolean;
}

/** Milliseconds for one exchange. Deleting a link may cost the kernel 30 ms; a loaded machine, seconds. */
const patience = 20_000;

/** What is run to talk to `ip` in the container's namespace, or without one in this process's own. */
export function ipProgram(netns?: Netns): Program {
  return batchProgram('ip', netns);
}

/** The three of iproute2 that are talked to, `ip` also about one family alone; all take and answer lines in one way. */
export type BatchTool = 'ip' | 'ip -4' | 'ip -6' | 'bridge' | 'tc';

/**
 * With details `bridge` tells other things than the VLANs of a port; without `-compressvlans` it tells each of a range.
 * Of one family `ip` tells tables, protocols and scopes as numbers: names would be those of the host's /etc/iproute2.
 */
function batchProgram(tool: BatchTool, netns?: Netns): Program {
  const [file = '', family] = tool.split(' ');
  const how = file === 'bridge' ? '-compressvlans' : '-details';
  const only = family === undefined ? [] : [family, '-Numeric'];
  return { file, args: [...only, '-json', how, '-force', '-batch', '-'], netns };
}

/**
 * An `ip -batch` process, or one of `bridge -batch` or `tc -batch`, that is kept open: questions and changes are lines to it, so that one process serves a whole
 * command. It is started at once and is ready by the time the first line is known.
 */
export class IpSession {
  readonly #talk: Conversation;
  /** Lines sent so far, as ip counts them. */
  #sent = 0;
  #dead = false;
  /** Exchanges follow each other: two at once would take each other's answers. */
  #last: Promise<unknown> | undefined;

  /** `netns`: absent for the namespace this process is in. */
  constructor(runner: Runner, netns?: Netns, tool: BatchTool = 'ip') {
    this.#talk = runner.converse(batchProgram(tool, netns));
  }

  /** True once ip has ended; the session is of no more use. */
  get dead(): boolean {
    return this.#dead;
  }

  /** Sends lines, at once if nothing else is under way, and tells what each came to. Never throws. */
  exchange(lines: Line[]): Promise<Answer[]> {
    const turn = () => this.#exchange(lines);
    const answers = this.#last === undefined ? turn() : this.#last.then(turn);
    const done = answers.then(() => {
      if (this.#last === done) this.#last = undefined;
    });
    this.#last = done;
    return answers;
  }

  async end(): Promise<void> {
    await this.#talk.end();
  }

  async #exchange(lines: Line[]): Promise<Answer[]> {
    const first = this.#sent;
    this.#sent += lines.length + 1;
    // ip does not say when it has done a line, but it says when it could not: a line that means nothing marks the end.
    const marker = `Command failed -:${this.#sent}\n`;
    this.#talk.send([...lines.map((line) => line.text), 'end-of-exchange', ''].join('\n'));
    try {
      const said = await this.#talk.until((out, err) => isComplete(out, err, marker, lines, first), patience);
      return read(said, lines, first);
    } catch (error) {
      this.#dead = true;
      const { message, details } = asCniError(error);
      return lines.map(() => ({ ok: undefined, said: details || message }));
    }
  }
}

/** True once the end mark was seen and every question that was not refused has its answer. */
function isComplete(stdout: string, stderr: string, marker: string, lines: Line[], first: number): boolean {
  if (!stderr.endsWith(marker)) return false;
  const refused = refusals(stderr);
  const expected = lines.filter((line, index) => line.asks && !refused.has(first + index + 1)).length;
  return count(stdout, '\n') >= expected;
}

function read(said: Said, lines: Line[], first: number): Answer[] {
  const refused = refusals(said.stderr);
  const documents = said.stdout.split('\n').filter((line) => line !== '');
  return lines.map((line, index): Answer => {
    const given = answer(refused.get(first + index + 1));
    return given.ok && line.asks
      ? { ...given, found: JSON.parse(documents.shift() ?? '[]') as unknown[] }
      : given;
  });
}

function answer(refusal: string | undefined): Answer {
  return refusal === undefined ? { ok: true, said: '' } : { ok: false, said: refusal || 'refused' };
}

/** Line number → what was said before "Command failed -:<number>". */
function refusals(stderr: string): Map<number, string> {
  const found = new Map<number, string>();
  let from = 0;
  for (const match of stderr.matchAll(/Command failed -:(\d+)\n/g)) {
    found.set(Number(match[1]), stderr.slice(from, match.index).trim());
    from = match.index + match[0].length;
  }
  return found;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
