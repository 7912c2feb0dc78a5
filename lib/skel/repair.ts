import type { Plugin } from './plugin.ts';

/**
 * A command that is not in the specification, for `cnitool repair`: it is called as CHECK is, with the result of ADD, puts back what a
 * flush of the packet filter has taken, and then checks.
 */
export const repairCommand = 'REPAIR';

/** The same plugin, for which to check is to repair first. What it cannot put back is what its CHECK finds afterwards. */
export function repairing<Conf>(plugin: Plugin<Conf>): Plugin<Conf> {
  return {
    ...plugin,
    async check(request, world) {
      if (plugin.repair) await plugin.repair(request, world);
      else if (plugin.kind === 'chained') await plugin.add(request, world);
      await plugin.check(request, world);
    },
  };
}
