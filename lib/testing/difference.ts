import type { Snapshot } from './snapshot.ts';

/**
 * What is gone ("- …") and what is new ("+ …") from one snapshot to another, a line for each; empty if nothing is. A
 * thing that changed is a line of each. If packet filter rules changed places only, one line says so.
 */
export function difference(before: Snapshot, after: Snapshot): string[] {
  const gone = without(before, after).map((line) => `- ${line}`);
  const added = without(after, before).map((line) => `+ ${line}`);
  const changed = [...gone, ...added];
  if (changed.length > 0) return changed;
  const moved = before.find((line, i) => after[i] !== line);
  return moved === undefined ? [] : [`~ order changed at ${moved}`];
}

/** The lines of `all` that `others` does not have, a line that stands twice counting twice. */
function without(all: Snapshot, others: Snapshot): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return all.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
