import type { TraceEvent } from './traceEvents.ts';

/** From and to, in milliseconds. */
export interface Span {
  from: number;
  to: number;
}

/** A program from its fork to its end, or to the one that took its place in the same process. */
export interface Program extends Span {
  file: string;
  /** When it, or one of its threads, was on a processor. */
  busy: Span[];
}

/** One call of a program: the program itself first, then all that it started, in that order. Begins at 0. */
export type Timeline = Program[];

/** A program that may turn out to be a thread: then it never executes a file, and counts with the one it came from. */
interface Member extends Program {
  origin?: Member;
  call: Member[];
}

/** All calls of `file` in a trace, in their order. */
export function timelines(events: readonly TraceEvent[], file: string): Timeline[] {
  const builder = new Builder(file);
  for (const event of events) builder.see(event);
  return builder.calls.map(finished);
}

class Builder {
  readonly calls: Member[][] = [];
  readonly #file: string;
  /** What each thread of a call is running. */
  readonly #members = new Map<number, Member>();
  /** Since when it has been on a processor. */
  readonly #since = new Map<number, number>();
  readonly #forked = new Map<number, number>();

  constructor(file: string) {
    this.#file = file;
  }

  see(event: TraceEvent): void {
    if (event.kind === 'switch') this.#switch(event.ms, event.off, event.on);
    else if (event.kind === 'exec') this.#exec(event.ms, event.pid, event.file);
    else if (event.kind === 'exit') this.#leave(event.ms, event.pid);
    else this.#fork(event.ms, event.pid, event.child);
  }

  #fork(ms: number, pid: number, child: number): void {
    this.#forked.set(child, ms);
    const origin = this.#members.get(pid);
    if (origin)
      this.#enter(child, { file: '', from: ms, to: Number.NaN, busy: [], origin, call: origin.call });
  }

  #exec(ms: number, pid: number, file: string): void {
    const member = this.#members.get(pid);
    if (member?.file === '') {
      member.file = file;
      return;
    }
    if (member === undefined && file !== this.#file) return;
    if (member) this.#leave(ms, pid);
    const from = member ? ms : (this.#forked.get(pid) ?? ms);
    const call = member?.call ?? [];
    if (!member) this.calls.push(call);
    this.#enter(pid, { file, from, to: Number.NaN, busy: from < ms ? [{ from, to: ms }] : [], call });
    this.#since.set(pid, ms);
  }

  #enter(pid: number, member: Member): void {
    member.call.push(member);
    this.#members.set(pid, member);
  }

  #leave(ms: number, pid: number): void {
    this.#switch(ms, pid, Number.NaN);
    const member = this.#members.get(pid);
    if (member) member.to = ms;
    this.#members.delete(pid);
  }

  #switch(ms: number, off: number, on: number): void {
    const from = this.#since.get(off);
    if (from !== undefined) this.#members.get(off)?.busy.push({ from, to: ms });
    this.#since.delete(off);
    if (this.#members.has(on)) this.#since.set(on, ms);
  }
}

/** Threads folded into their programs, times counted from the beginning, everything cut where the call ends. */
function finished(call: Member[]): Timeline {
  for (const member of call) if (member.file === '') programOf(member).busy.push(...member.busy);
  const start = call[0]?.from ?? 0;
  const end = call[0]?.to ?? 0;
  const cut = ({ from, to }: Span): Span => ({
    from: from - start,
    to: Math.min(Number.isNaN(to) ? end : to, end) - start,
  });
  return call
    .filter((member) => member.file !== '' && member.from < end)
    .map((member) => ({
      file: member.file,
      ...cut(member),
      busy: member.busy.filter(({ from }) => from < end).map(cut),
    }));
}

function programOf(member: Member): Member {
  return member.file === '' && member.origin ? programOf(member.origin) : member;
}
