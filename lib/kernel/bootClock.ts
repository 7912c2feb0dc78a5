import { openSync, readSync } from 'node:fs';

/** Milliseconds on a clock that nobody can set, and that runs on while the machine sleeps. */
export type Clock = () => number;

/**
 * Since the machine was started, in hundredths of a second (the kernel's CLOCK_BOOTTIME). The file is held open: a process
 * that may open no more still has to know the time. Throws what node:fs throws.
 */
export function bootClock(): Clock {
  const fd = openSync('/proc/uptime', 'r');
  const bytes = new Uint8Array(64);
  return () => {
    const length = readSync(fd, bytes, 0, bytes.length, 0);
    return Math.round(Number.parseFloat(new TextDecoder().decode(bytes.subarray(0, length))) * 1000);
  };
}
