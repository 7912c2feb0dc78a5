import { fstatSync, readSync } from '#files';
import { CniError, Code } from '../spec/errors.ts';

/** Longest standard input read, in bytes: far above any configuration, far below what would hurt the node. */
const most = 64 * 1024 * 1024;
/** Milliseconds to wait for a caller that has opened standard input and writes nothing. */
const patience = 60_000;

/**
 * The whole of standard input, as UTF-8. Reads the file descriptor itself: the runtime's stream objects cost more to
 * touch than the rest of a call. Throws CniError, code 5.
 */
export function readStdin(): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  const deadline = Date.now() + patience;
  let length = 0;
  for (;;) {
    const chunk = readChunk(deadline);
    if (chunk === undefined) break;
    length += chunk.length;
    if (length > most) throw new CniError(Code.io, `Cannot read standard input: longer than ${most} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Standard input if somebody has put something there, "" if it is a terminal or closed. */
export function readStdinIfAny(): string {
  try {
    return fstatSync(0).isCharacterDevice() ? '' : readStdin();
  } catch {
    return '';
  }
}

function readChunk(deadline: number): Uint8Array | undefined {
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const read = readInto(buffer, deadline);
    if (read !== undefined) return read === 0 ? undefined : buffer.subarray(0, read);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); // the caller's pipe does not block: wait 1 ms
  }
}

/** Bytes read, 0 at the end, undefined if there is nothing yet. */
function readInto(buffer: Uint8Array, deadline: number): number | undefined {
  try {
    return readSync(0, buffer);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'EOF') return 0;
    if (code === 'EAGAIN' && Date.now() < deadline) return undefined;
    throw new CniError(Code.io, `Cannot read standard input: ${code}`);
  }
}
