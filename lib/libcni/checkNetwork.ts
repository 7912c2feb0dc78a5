import { commands } from '../spec/commands.ts';
import { CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import { atLeast } from '../spec/version.ts';
import { parseAdded } from './added.ts';
import { type Attachment, judgeAttachment } from './attachment.ts';
import { readCache } from './cache.ts';
import { withRemembered } from './cacheEntry.ts';
import type { Network } from './network.ts';
import { callPlugin, type Runtime } from './runtime.ts';
import { inTurn } from './turns.ts';

/**
 * Asks whether an attachment is still as ADD made it: CHECK of every plugin in order, each with the final result of ADD
 * (specification, section 3, "Checking an attachment"). With `disableCheck` nothing is asked. What is not given in
 * `attachment` is taken from the cache.
 *
 * Throws CniError: the code of the first plugin that fails; 1 when the network's version has no CHECK; 5 or 6 when the
 * cache cannot be read or understood; 101 when this attachment was never added, or its ADD never finished.
 */
export async function checkNetwork(runtime: Runtime, network: Network, given: Attachment): Promise<void> {
  judgeAttachment(network, given);
  if (!atLeast(network.version, commands.CHECK.since)) {
    const state = `version ${quote(network.version)} has no CHECK, it came with ${commands.CHECK.since}`;
    throw new CniError(Code.incompatibleVersion, `Cannot check network ${quote(network.name)}: ${state}`);
  }
  if (network.disableCheck) return;
  return inTurn(given.containerId, async () => {
    const entry = readCache(runtime.cacheDir, { ...given, network: network.name });
    if (!entry?.result) throw notAttached(network, given, entry ? 'its ADD was never finished' : neverAdded);
    const prevResult = parseAdded(entry.result, network.version).json;
    const attachment = withRemembered(given, entry);
    for (const plugin of network.plugins) {
      await callPlugin(runtime, { network, plugin, command: 'CHECK', attachment, prevResult });
    }
  });
}

const neverAdded = 'there is no record of an ADD, or a DEL came after it';

/** Specification, section 2: CHECK must not be called for a container that was not added, or was deleted since. */
function notAttached(network: Network, { containerId, ifName }: Attachment, state: string): CniError {
  const what = `${quote(ifName)} of container ${quote(containerId)} in network ${quote(network.name)}`;
  return new CniError(Code.differs, `Cannot check ${what}: ${state}`);
}
