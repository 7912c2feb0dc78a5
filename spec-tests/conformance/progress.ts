import { oneLine } from './report/plainText.ts';
import type { CaseRun } from './runCases.ts';
import type { Subject } from './subject.ts';

export interface Progress {
  /** Shows which case has ended and how many are left. */
  tell(subject: Subject, left: number, done?: CaseRun): void;
  /** Takes the line away. */
  end(): void;
}

/** A line on a terminal that is written over and over; nothing where there is no terminal. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { tell: () => {}, end: () => {} };
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
