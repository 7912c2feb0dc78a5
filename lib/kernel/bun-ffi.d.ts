/** What little is used of the runtime's foreign functions. A view is passed as a pointer to its first byte. */
declare module 'bun:ffi' {
  export function dlopen(
    library: string,
    symbols: Record<string, { args: string[]; returns: string }>,
  ): { symbols: Record<string, (...values: (number | ArrayBufferView)[]) => number> };
  export function ptr(view: ArrayBufferView): number;
  export const read: { i32(pointer: number, offset: number): number };
}
