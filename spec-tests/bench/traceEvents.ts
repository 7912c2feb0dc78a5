/** A moment the kernel has noted, in milliseconds of a clock that never turns back. Process IDs are those of threads. */
export type TraceEvent =
  | { kind: 'fork'; ms: number; pid: number; child: number }
  | { kind: 'exec'; ms: number; pid: number; file: string }
  | { kind: 'exit'; ms: number; pid: number }
  | { kind: 'switch'; ms: number; off: number; on: number };

/** "   ip-12467   [001] .....  4558.132305: sched_process_exec: filename=/usr/sbin/ip pid=12467 old_pid=12467" */
const line = /\s(\d+\.\d+): sched_(\w+): (.*)$/;

/** Reads the kernel's own text form of a trace. What it does not know is left out. */
export function parseTrace(text: string): TraceEvent[] {
  return text.split('\n').flatMap((row) => {
    const [, seconds, name, rest = ''] = line.exec(row) ?? [];
    return name === undefined ? [] : eventOf(name, Number(seconds) * 1000, ` ${rest}`);
  });
}

function eventOf(name: string, ms: number, text: string): TraceEvent[] {
  const number = (key: string) => Number(new RegExp(` ${key}=(\\d+)`).exec(text)?.[1]);
  switch (name) {
    case 'process_fork':
      return [{ kind: 'fork', ms, pid: number('pid'), child: number('child_pid') }];
    case 'process_exec':
      return [{ kind: 'exec', ms, pid: number('pid'), file: / filename=(\S*)/.exec(text)?.[1] ?? '' }];
    case 'process_exit':
      return [{ kind: 'exit', ms, pid: number('pid') }];
    case 'switch':
      return [{ kind: 'switch', ms, off: number('prev_pid'), on: number('next_pid') }];
    default:
      return [];
  }
}
