import { difference } from '../../../lib/testing/difference.ts';
import type { Snapshot } from '../../../lib/testing/snapshot.ts';

/**
 * The lines of the host that are new from one snapshot to the next. Those that took the place of another line about the same
 * thing (a counter file, a shared bridge) are left out: they were changed, not made. So are namespaces, which are the
 * runtime's.
 */
export function appeared(before: Snapshot, after: Snapshot): string[] {
  const changed = difference(before, after);
  const gone = new Set(changed.filter((line) => line.startsWith('- ')).map((line) => subjectOf(line)));
  return changed
    .filter((line) => line.startsWith('+ host ') && !line.startsWith('+ host file /run/netns'))
    .filter((line) => !gone.has(subjectOf(line)))
    .map((line) => line.slice(2));
}

/** Those of some lines that a snapshot has. */
export function stillThere(lines: readonly string[], now: Snapshot): string[] {
  const all = new Set(now);
  return lines.filter((line) => all.has(line));
}

/** Those that it has not, unless it has another line about the same thing. */
export function goneOf(lines: readonly string[], now: Snapshot): string[] {
  const all = new Set(now.flatMap((line) => [line, subjectOf(`+ ${line}`)]));
  return lines.filter((line) => !all.has(line) && !all.has(subjectOf(`+ ${line}`)));
}

/** What a line of a difference is about: "host file /var/lib/cni/x", "host link cnf0". Of rules, the whole line is. */
function subjectOf(line: string): string {
  const [, place, kind, name] = line.split(' ');
  return kind === 'file' || kind === 'link' || kind === 'sysctl' ? `${place} ${kind} ${name}` : line.slice(2);
}
