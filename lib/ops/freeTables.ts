/** The tables that the kernel has a use for: none, default, main, local. */
const reserved = [0, 253, 254, 255];

/** The lowest `count` numbers from `first` that no rule or route uses and the kernel has not reserved. */
export function freeTables(first: number, used: Iterable<number>, count: number): number[] {
  const taken = new Set([...reserved, ...used]);
  const free: number[] = [];
  for (let table = first; free.length < count; table++) if (!taken.has(table)) free.push(table);
  return free;
}
