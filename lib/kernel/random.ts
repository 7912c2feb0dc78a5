import { closeSync, openSync, readSync } from '#files';

/** Bytes nobody can foresee. */
export function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const fd = openSync('/dev/urandom', 'r'); // loading the runtime's own generator takes ten times as long
  try {
    if (readSync(fd, bytes) < length) throw new Error('/dev/urandom has no bytes');
    return bytes;
  } finally {
    closeSync(fd);
  }
}
