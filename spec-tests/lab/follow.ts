import { closeSync, existsSync, openSync, readSync } from 'node:fs';

/** Milliseconds between two looks. */
const interval = 250;

/**
 * Hands what is appended to a file to `hear`, as it comes; the file need not be there yet. `end` looks once more and stops.
 * By looking again and again, since a change from inside the lab reaches nobody who watches the file.
 */
export function follow(path: string, hear: (text: string) => void): { end(): void } {
  let file: number | undefined;
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  const look = () => {
    if (file === undefined && existsSync(path)) file = openSync(path, 'r');
    if (file === undefined) return;
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer))
      hear(decoder.decode(buffer.subarray(0, count), { stream: true }));
  };
  const timer = setInterval(look, interval);
  return {
    end() {
      clearInterval(timer);
      look();
      if (file !== undefined) closeSync(file);
    },
  };
}
