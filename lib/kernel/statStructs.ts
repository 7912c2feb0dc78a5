/** Bytes of a `struct statx`, which is the same on every architecture; a `struct stat` is not. */
export const statxSize = 256;

const typeMask = 0o170000;

/** What is asked of a file's state. */
export interface FileStat {
  dev: number;
  ino: number;
  /** Bytes. */
  size: number;
  /** Milliseconds of 1970. */
  mtimeMs: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isCharacterDevice(): boolean;
}

/** Reads a `struct statx`. */
export function readStatx(bytes: Uint8Array): FileStat {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const type = view.getUint16(28, true) & typeMask;
  return {
    dev: view.getUint32(136, true) * 2 ** 32 + view.getUint32(140, true),
    ino: wide(view, 32),
    size: wide(view, 40),
    mtimeMs: wide(view, 112) * 1000 + view.getUint32(120, true) / 1e6,
    isFile: () => type === 0o100000,
    isDirectory: () => type === 0o040000,
    isCharacterDevice: () => type === 0o020000,
  };
}

/** A signed number of 64 bits, as exact as a number of JavaScript can be. */
function wide(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

/** What is asked of a file system's state. */
export interface FileSystemStat {
  /** The kernel's magic number of the file system's kind. */
  type: number;
  blocks: number;
  bfree: number;
  files: number;
  ffree: number;
}

/** Bytes of a `struct statfs` of a machine with words of 64 bits. */
export const statfsSize = 120;

/** Reads a `struct statfs`. */
export function readStatfs(bytes: Uint8Array): FileSystemStat {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const word = (index: number) => wide(view, 8 * index);
  return { type: word(0), blocks: word(2), bfree: word(3), files: word(5), ffree: word(6) };
}

/** The names in what getdents64(2) has written: inode, offset, length of the entry, type, name. Without "." and "..". */
export function readNames(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const names: string[] = [];
  for (let at = 0; at < bytes.length; at += view.getUint16(at + 16, true)) {
    const name = bytes.subarray(at + 19, bytes.indexOf(0, at + 19));
    names.push(new TextDecoder().decode(name));
  }
  return names.filter((name) => name !== '.' && name !== '..');
}
