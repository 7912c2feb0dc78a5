/** What little is used of the runtime's foreign functions. */
declare module 'bun:ffi' {
  export function dlopen(
    library: string,
    symbols: Record<string, { args: string[]; returns: string }>,
  ): { symbols: Record<string, (...values: number[]) => number> };
  export function ptr(view: ArrayBufferView): number;
}
