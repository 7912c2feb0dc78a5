import { commands } from '../spec/commands.ts';
import { atLeast } from '../spec/version.ts';
import { judgeNetwork } from './attachment.ts';
import type { Network } from './network.ts';
import { callPlugin, type Runtime } from './runtime.ts';

/**
 * Asks whether a network could service ADD: STATUS of every plugin in order. Versions before 1.1.0 have no STATUS, so there
 * nothing is asked. Throws CniError: the code of the first plugin that says no (50 or 51 by the specification).
 */
export async function statusNetwork(runtime: Runtime, network: Network): Promise<void> {
  judgeNetwork(network);
  if (!atLeast(network.version, commands.STATUS.since)) return;
  for (const plugin of network.plugins) await callPlugin(runtime, { network, plugin, command: 'STATUS' });
}
