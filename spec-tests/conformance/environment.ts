import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { blindSpots } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import type { Environment } from './report/report.ts';

/** What this machine lets the harness see and do, tried in a throwaway host. Throws if there can be none. */
export async function lookAround(): Promise<Environment> {
  const users = mapsOtherUsers() ? [] : ['calls as other users: the user namespace has only its own'];
  const sysfs = (await ownSysfs()) ? [] : ['a /sys of its own: plugins that look there see the machine'];
  return { kernel: release(), rootless: userNamespace(), leftOut: [...blindSpots(), ...users, ...sysfs] };
}

/** True if /sys of a throwaway host speaks of its links and no others. */
async function ownSysfs(): Promise<boolean> {
  await using host = await throwawayHost();
  const script = 'cd /sys/class/net; for link in *; do [ ! -d $link ] || ip link show $link; done';
  return (await host.run(['sh', '-ec', script])).exitCode === 0;
}

/** True inside of a user namespace, whoever made it: rights end at what belongs to it. */
function userNamespace(): boolean {
  return !/^\s*0\s+0\s+4294967295$/m.test(uidMap());
}

/** True if "nobody" exists here: cases that call a plugin as somebody else need it. */
export function mapsOtherUsers(): boolean {
  const ranges = uidMap()
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return ranges.some(([first = 0, , count = 0]) => first <= 65534 && 65534 < first + count);
}

/** Lines "first ID here, first ID outside, count". */
function uidMap(): string {
  return readFileSync('/proc/self/uid_map', 'utf8');
}
