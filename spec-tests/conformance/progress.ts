import { oneLine } from './report/plainText.ts';
import type { CaseRun } from './runCases.ts';
import type { Subject } from './subject.ts';

export interface Progress {
  /** Shows which case has ended and how many are left. */
  tell(subject: Subject, left: number, done?: CaseRun): void;
  /** Takes the line away. */
  end(): void;
}

/** Milliseconds between two lines in a log. */
const interval = 60_000;

/** A line on a terminal that is written over and over; where there is no terminal, a line a minute. */
export function progressOn(stream: ProgressStream, now: () => number = Date.now): Progress {
  return stream.isTTY ? onTerminal(stream) : inLog(stream, now);
}

/** What of standard error is needed. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

function inLog(stream: ProgressStream, now: () => number): Progress {
  let told = now();
  return {
    tell(subject, left) {
      if (left === 0 || now() - told < interval) return;
      told = now();
      stream.write(`${oneLine(`${subject.type}: ${left} left`)}\n`);
    },
    end() {},
  };
}

function onTerminal(stream: ProgressStream): Progress {
  const clear = '\r\x1b[2K';
  let shown = false;
  return {
    tell({ type }, left, done) {
      shown = true;
      const line = oneLine(`${type}: ${left} left${done ? `, ${done.name}` : ''}`);
      stream.write(clear + line.slice(0, (stream.columns || 80) - 1));
    },
    end() {
      if (shown) stream.write(clear);
      shown = false;
    },
  };
}
