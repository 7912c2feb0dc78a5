import type { Plugin } from './plugin.ts';

/**
 * A command that is not in the specification, for `cnitool repair`: it is called as CHECK is, with the result of ADD,
 * puts back what the attachment has lost, as by a flush of the packet filter, and then checks. An interface plugin puts
 * back rules and forwarding, at most. A chained plugin without a `repair` of its own does ADD again: whatever it makes,
 * be it a route or an MTU, is as configured then.
 */
export const repairCommand = 'REPAIR';

/** The same plugin, for which to check is to repair first. What it cannot put back its CHECK finds afterwards. */
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
