import type { ValidAttachment } from '../spec/attachments.ts';
import { commands } from '../spec/commands.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import { atLeast } from '../spec/version.ts';
import { judgeAttachment, judgeNetwork } from './attachment.ts';
import { listCache } from './cache.ts';
import type { CacheEntry } from './cacheEntry.ts';
import { removeAttachment } from './delNetwork.ts';
import type { Network } from './network.ts';
import { callPlugin, type Runtime } from './runtime.ts';
import { alone } from './turns.ts';

/**
 * Removes what is left of attachments that are not in `valid` (specification, section 3, "Garbage-collecting a network"):
 * first DEL for every one that the cache knows, with the parameters of its ADD, then, from version 1.1.0 on, GC of every
 * plugin in order. `[]` means that nothing is valid. With `disableGC` nothing is done.
 *
 * Returns the attachments deleted through the cache. One failure does not stop the rest: throws one CniError after all,
 * the failure itself or, for several, code 105 with one line for each in its details.
 */
export async function gcNetwork(
  runtime: Runtime,
  network: Network,
  valid: readonly ValidAttachment[],
): Promise<CacheEntry[]> {
  judgeNetwork(network);
  if (network.disableGC) return [];
  return alone(async () => {
    const failures: CniError[] = [];
    const deleted = await deleteStale(runtime, network, valid, failures);
    const plugins = atLeast(network.version, commands.GC.since) ? network.plugins : [];
    for (const plugin of plugins) {
      const call = { network, plugin, command: 'GC', validAttachments: valid } as const;
      await collected(failures, () => callPlugin(runtime, call));
    }
    if (failures.length > 0) throw combined(network, failures);
    return deleted;
  });
}

async function deleteStale(
  runtime: Runtime,
  network: Network,
  valid: readonly ValidAttachment[],
  failures: CniError[],
): Promise<CacheEntry[]> {
  const entries = (await collected(failures, async () => listCache(runtime.cacheDir, network.name))) ?? [];
  const deleted: CacheEntry[] = [];
  for (const entry of entries) {
    if (valid.some(({ containerId, ifName }) => containerId === entry.containerId && ifName === entry.ifName))
      continue;
    const isDone = await collected(failures, async () => {
      judgeAttachment(network, entry);
      await removeAttachment(runtime, network, entry);
      return true;
    });
    if (isDone) deleted.push(entry);
  }
  return deleted;
}

async function collected<T>(failures: CniError[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    failures.push(asCniError(error));
    return undefined;
  }
}

function combined(network: Network, failures: CniError[]): CniError {
  const [first] = failures;
  if (first && failures.length === 1) return first;
  const lines = failures.flatMap(({ message, details }) => (details ? [message, details] : [message]));
  const message = `Cannot collect all garbage of network ${quote(network.name)}: ${failures.length} failures`;
  return new CniError(Code.incomplete, message, lines.join('\n'));
}
