import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

let count = 0;

/**
 * Puts a file in place as a whole: whoever reads it, and whoever comes after a crash or a power cut, finds the old content
 * or the new one, never a part. Throws what node:fs throws, and leaves nothing behind then.
 */
export function replaceFile(path: string, content: string, mode: number): void {
  const slash = path.lastIndexOf('/') + 1;
  const temporary = `${path.slice(0, slash)}.${process.pid}-${count++}.tmp`;
  rmSync(temporary, { force: true });
  try {
    writeDurably(temporary, content, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Without the fsync, some file systems put the new name on the disk before the content. */
function writeDurably(path: string, content: string, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    let rest = Buffer.from(content);
    while (rest.length > 0) rest = rest.subarray(writeSync(file, rest));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
