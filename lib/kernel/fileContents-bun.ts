import { attempt, close, cPath, libc, node } from './libcFiles-bun.ts';

/** Constants of the kernel, the same on every architecture that the runtime is made for. */
export const constants = { O_RDONLY: 0, O_NONBLOCK: 0o4000, W_OK: 2, X_OK: 1 };
/** A program started later does not inherit the descriptor. */
export const O_CLOEXEC = 0o2000000;
/** For writing: O_WRONLY and O_CREAT, with O_TRUNC or O_EXCL. */
const flags = { r: 0, w: 0o1101, wx: 0o301 };

/** How to open a file: for reading, for writing anew, for writing what must not be there, or by the kernel's flags. */
export type OpenFlags = keyof typeof flags | number;

/** Returns a descriptor that programs started later do not inherit. */
export function openSync(file: string, how: OpenFlags, mode = 0o666): number {
  const bits = (typeof how === 'number' ? how : flags[how]) | O_CLOEXEC;
  const fd = attempt('open', [file], () => libc.open(cPath(file), bits, mode));
  return fd ?? node().openSync(file, how, mode);
}

export function closeSync(fd: number): void {
  if (!close(fd)) node().closeSync(fd);
}

/** Bytes read, 0 at the end. */
export function readSync(fd: number, buffer: Uint8Array): number {
  const length = attempt('read', [], () => libc.read(fd, buffer, buffer.length));
  return length ?? node().readSync(fd, buffer);
}

/** Bytes written. */
export function writeSync(fd: number, data: Uint8Array | string): number {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  if (bytes.length === 0) return 0;
  const length = attempt('write', [], () => libc.write(fd, bytes, bytes.length));
  return length ?? node().writeSync(fd, bytes);
}

export function readFileSync(file: string, _encoding: 'utf8'): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const buffer = new Uint8Array(16_384);
  const fd = openSync(file, 'r');
  try {
    let text = '';
    for (let length = -1; length !== 0; ) {
      length = readSync(fd, buffer);
      text += decoder.decode(buffer.subarray(0, length), { stream: length > 0 });
    }
    return text;
  } finally {
    closeSync(fd);
  }
}

/** `file`: a path, or a descriptor to go on writing to. */
export function writeFileSync(file: string | number, text: string, { mode }: { mode?: number } = {}): void {
  const fd = typeof file === 'number' ? file : openSync(file, 'w', mode);
  try {
    for (let rest: Uint8Array = new TextEncoder().encode(text); rest.length > 0; )
      rest = rest.subarray(writeSync(fd, rest));
  } finally {
    if (typeof file === 'string') closeSync(fd);
  }
}
