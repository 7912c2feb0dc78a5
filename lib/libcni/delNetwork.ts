import { CniError } from '../spec/errors.ts';
import { atLeast } from '../spec/version.ts';
import { parseAdded } from './added.ts';
import { type Attachment, judgeAttachment } from './attachment.ts';
import { readIntactCache, removeCache } from './cache.ts';
import { withRemembered } from './cacheEntry.ts';
import type { Network } from './network.ts';
import { callPlugin, type Runtime } from './runtime.ts';
import { inTurn } from './turns.ts';

/**
 * Takes a container off a network: DEL of every plugin in reverse order, each with the final result of ADD (specification,
 * section 3, "Deleting an attachment"), then the attachment is forgotten. What is not given in `attachment` is taken from
 * the cache. May be repeated, and done without ADD.
 *
 * Throws CniError: the code of the first plugin that fails, with its name in the message. The plugins before it in the
 * list have not run then, and the attachment is still remembered.
 */
export async function delNetwork(runtime: Runtime, network: Network, attachment: Attachment): Promise<void> {
  judgeAttachment(network, attachment);
  return inTurn(attachment.containerId, () => removeAttachment(runtime, network, attachment));
}

/**
 * The same for whoever has judged the attachment and has the turn. `result` is what ADD came to, if it is known better
 * than from the cache. A broken cache file counts as none and is removed in the end.
 */
export async function removeAttachment(
  runtime: Runtime,
  network: Network,
  given: Attachment,
  result?: Record<string, unknown>,
): Promise<void> {
  const key = { network: network.name, containerId: given.containerId, ifName: given.ifName };
  const entry = readIntactCache(runtime.cacheDir, key);
  const attachment = withRemembered(given, entry);
  const prevResult = prevResultFor(network, result ?? entry?.result);
  for (const plugin of network.plugins.toReversed()) {
    await callPlugin(runtime, { network, plugin, command: 'DEL', attachment, prevResult });
  }
  removeCache(runtime.cacheDir, key);
}

/** Before 0.4.0, DEL knows no prevResult. One that cannot be understood must not keep anything from being removed. */
function prevResultFor({ version }: Network, result: Record<string, unknown> | undefined) {
  if (!result || !atLeast(version, '0.4.0')) return undefined;
  try {
    return parseAdded(result, version).json;
  } catch (error) {
    if (error instanceof CniError) return undefined;
    throw error;
  }
}
