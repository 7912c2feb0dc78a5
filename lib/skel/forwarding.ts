import type { Door } from '../kernel/door.ts';
import { forwardingKey } from '../ops/sysctl.ts';

/** Which families the host forwards. */
export async function observeForwarding(door: Door): Promise<Record<4 | 6, boolean>> {
  const [v4, v6] = await Promise.all([door.readSysctl(forwardingKey(4)), door.readSysctl(forwardingKey(6))]);
  return { 4: v4 === '1', 6: v6 === '1' };
}
