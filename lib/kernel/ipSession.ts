import { asCniError } from '../spec/errors.ts';
import { type Netns, refuse } from './netns.ts';
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

export interface Answers {
  sysctls: Answer[];
  lines: Answer[];
}

export interface Line {
  text: string;
  /** True for a line that prints something: `show` and nothing else. */
  asks: boolean;
}

/** Milliseconds for one exchange. Deleting a link may cost the kernel 30 ms; a loaded machine, seconds. */
const patience = 20_000;

/**
 * Before `ip` takes over in a container's namespace, sysctls are written there by the shell that becomes it: lines
 * "key value", ended by an empty one. The script is fixed; all that varies is data on standard input.
 */
const writeSysctlsThenIp = `echo Ready >&2
n=0
while read -r key value && [ -n "$key" ]; do
  n=$((n + 1))
  { printf %s "$value" > "/proc/sys/$key"; } 2>/dev/null || echo "Sysctl failed -:$n" >&2
done
exec ip -json -details -force -batch -`;

/** What is run to talk to `ip` in the container's namespace, or without one in this process's own. */
export function ipProgram(netns?: Netns): Program {
  if (netns === undefined) return { file: 'ip', args: ['-json', '-details', '-force', '-batch', '-'] };
  return { file: 'nsenter', args: [`--net=${netns.path}`, 'sh', '-c', writeSysctlsThenIp] };
}

/**
 * An `ip -batch` process that is kept open: questions and changes are lines to it, so that one process serves a whole
 * command. It is started at once and is ready by the time the first line is known.
 */
export class IpSession {
  readonly #talk: Conversation;
  /** Lines sent so far, as ip counts them. */
  #sent = 0;
  #writesSysctls: boolean;
  #dead = false;
  /** Resolves when the namespace has been entered. */
  readonly #entered: Promise<void> | undefined;
  /** Exchanges follow each other: two at once would take each other's answers. */
  #last: Promise<unknown> | undefined;

  /** `netns`: absent for the namespace this process is in. */
  constructor(runner: Runner, netns?: Netns) {
    this.#writesSysctls = netns !== undefined;
    this.#talk = runner.converse(ipProgram(netns));
    this.#entered = netns && this.#enter(netns);
    this.#entered?.catch(() => {}); // whoever waits for `ready` or an answer is told
  }

  /**
   * Resolves when the namespace has been entered. Throws CniError (code 4, naming CNI_NETNS) when it cannot be: only then
   * does a bind mount show that it holds a namespace of another kind.
   */
  async ready(): Promise<void> {
    await this.#entered;
  }

  async #enter(netns: Netns): Promise<void> {
    try {
      await this.#talk.until((_, stderr) => stderr.includes('Ready\n'), patience);
    } catch (error) {
      this.#dead = true;
      throw refuse(netns.given, `cannot be entered (${asCniError(error).details ?? 'no answer'})`);
    }
  }

  /** False once ip lines have been sent, or for a session in this process's own namespace. */
  get writesSysctls(): boolean {
    return this.#writesSysctls;
  }

  /** True once ip has ended; the session is of no more use. */
  get dead(): boolean {
    return this.#dead;
  }

  /**
   * Sends lines, sysctls first ("key value", only while `writesSysctls`), at once if nothing else is under way, and tells
   * what each came to. Throws only if the namespace cannot be entered.
   */
  exchange(sysctls: string[], lines: Line[]): Promise<Answers> {
    const turn = () => this.#exchange(sysctls, lines);
    const answers = this.#last === undefined ? turn() : this.#last.then(turn);
    const done = answers.catch(() => {}).then(() => {
      if (this.#last === done) this.#last = undefined;
    });
    this.#last = done;
    return answers;
  }

  async end(): Promise<void> {
    await this.#talk.end();
  }

  async #exchange(sysctls: string[], lines: Line[]): Promise<Answers> {
    if (this.#entered) await this.#entered;
    const first = this.#sent;
    this.#sent += lines.length + 1;
    const switchOver = this.#writesSysctls ? [...sysctls, ''] : [];
    this.#writesSysctls = false;
    // ip does not say when it has done a line, but it says when it could not: a line that means nothing marks the end.
    const marker = `Command failed -:${this.#sent}\n`;
    this.#talk.send([...switchOver, ...lines.map((line) => line.text), 'end-of-exchange', ''].join('\n'));
    try {
      const said = await this.#talk.until((out, err) => isComplete(out, err, marker, lines, first), patience);
      return read(said, sysctls, lines, first);
    } catch (error) {
      this.#dead = true;
      const { message, details } = asCniError(error);
      return unclear(details || message, sysctls, lines);
    }
  }
}

/** True once the end mark was seen and every question that was not refused has its answer. */
function isComplete(stdout: string, stderr: string, marker: string, lines: Line[], first: number): boolean {
  if (!stderr.endsWith(marker)) return false;
  const refused = refusals(stderr, /Command failed -:(\d+)\n/g);
  const expected = lines.filter((line, index) => line.asks && !refused.has(first + index + 1)).length;
  return count(stdout, '\n') >= expected;
}

function read(said: Said, sysctls: string[], lines: Line[], first: number): Answers {
  const failedSysctls = refusals(said.stderr, /Sysctl failed -:(\d+)\n/g);
  const refused = refusals(said.stderr.replaceAll(/Sysctl failed -:\d+\n/g, ''), /Command failed -:(\d+)\n/g);
  const documents = said.stdout.split('\n').filter((line) => line !== '');
  return {
    sysctls: sysctls.map((_, index) => answer(failedSysctls.get(index + 1))),
    lines: lines.map((line, index): Answer => {
      const given = answer(refused.get(first + index + 1));
      return given.ok && line.asks ? { ...given, found: JSON.parse(documents.shift() ?? '[]') as unknown[] } : given;
    }),
  };
}

function answer(refusal: string | undefined): Answer {
  return refusal === undefined ? { ok: true, said: '' } : { ok: false, said: refusal || 'refused' };
}

/** Line number → what was said before "… failed -:<number>". */
function refusals(stderr: string, pattern: RegExp): Map<number, string> {
  const found = new Map<number, string>();
  let from = 0;
  for (const match of stderr.matchAll(pattern)) {
    found.set(Number(match[1]), stderr.slice(from, match.index).trim());
    from = match.index + match[0].length;
  }
  return found;
}

/** ip ended in the middle: which lines were done is not known, so none counts as done and all may have to be undone. */
function unclear(why: string, sysctls: string[], lines: Line[]): Answers {
  const lost: Answer = { ok: undefined, said: why };
  return { sysctls: sysctls.map(() => lost), lines: lines.map(() => lost) };
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
