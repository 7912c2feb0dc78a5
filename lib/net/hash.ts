/**
 * FNV-1a, 64 bits, of a text's UTF-8 bytes, as 16 hex digits. For short names made from long identities, and the same on
 * every machine and for ever: objects in the kernel and on disk carry such names. It keeps nobody from making two texts of
 * one hash: who relies on it compares the whole identity afterwards. (node:crypto costs 2 ms to load; this costs nothing.)
 */
export function hash64(text: string): string {
  // The offset basis, as two halves of 32 bits.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of new TextEncoder().encode(text)) {
    low = (low ^ byte) >>> 0;
    // Times the prime 2^40 + 0x1b3. Every product stays below 2^53, so plain numbers are exact.
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 2 ** 32) + low * 2 ** 8) % 2 ** 32;
    low = product >>> 0;
  }
  return hex(high) + hex(low);
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0');
}
