import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills a process group. If the leader is an `nsenter` (`entered`), the leader is spared as long as it has others to
 * wait for: it collects its dead child and reports how it died. Killed together with it, the dead would wait for the
 * machine's init, which may be slow to collect them or never do it, and a pid namespace cannot end before.
 */
export function killGroup(leader: number, entered: boolean): void {
  const others = entered ? membersOf(leader).filter((pid) => pid !== leader) : [];
  for (const pid of others.length > 0 ? others : [-leader]) kill(pid);
}

/** The process IDs of a group, as /proc/<pid>/stat has it: "pid (name) state parent group …". */
function membersOf(group: number): number[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.filter((pid) => groupOf(pid) === group).map(Number);
}

function groupOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return undefined; // It ended while we looked.
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended before.
  }
}
