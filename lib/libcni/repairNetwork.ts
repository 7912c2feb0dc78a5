import { statSync } from 'node:fs';
import { commands } from '../spec/commands.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import { atLeast } from '../spec/version.ts';
import { parseAdded } from './added.ts';
import { judgeAttachment, judgeNetwork } from './attachment.ts';
import { listCache } from './cache.ts';
import type { CacheEntry } from './cacheEntry.ts';
import type { Network, PluginConf } from './network.ts';
import { callPlugin, type Runtime } from './runtime.ts';
import { inTurn } from './turns.ts';

/** What a plugin's CHECK has found of an attachment, and what became of it. */
export interface Repair {
  containerId: string;
  ifName: string;
  plugin: string;
  /** What differed, as CHECK said it. */
  found: string;
  /** Why it still differs; absent when all is well again. */
  problem?: string;
}

/**
 * Puts back what was lost of a network's live attachments, as after a flush of the packet filter: every plugin is asked by CHECK with
 * the result of ADD from the cache, and one that finds something is told to repair. "Live": ADD was finished, and the namespace is
 * there. Not of the specification: plugins of other suites are asked, and told about.
 *
 * Throws CniError: 1 when the network's version has no CHECK, 5 when the cache cannot be read.
 */
export async function repairNetwork(runtime: Runtime, network: Network): Promise<Repair[]> {
  judgeNetwork(network);
  const { since } = commands.CHECK;
  if (!atLeast(network.version, since)) {
    const state = `version ${quote(network.version)} has no CHECK, it came with ${since}`;
    throw new CniError(Code.incompatibleVersion, `Cannot repair network ${quote(network.name)}: ${state}`);
  }
  const repairs: Repair[] = [];
  for (const entry of listCache(runtime.cacheDir, network.name).filter(isLive)) {
    judgeAttachment(network, entry);
    await inTurn(entry.containerId, async () => {
      for (const plugin of network.plugins)
        repairs.push(...(await repairOne(runtime, network, plugin, entry)));
    });
  }
  return repairs;
}

function isLive({ result, netns = '' }: CacheEntry): boolean {
  return result !== undefined && statSync(netns, { throwIfNoEntry: false }) !== undefined;
}

async function repairOne(
  runtime: Runtime,
  network: Network,
  plugin: PluginConf,
  entry: CacheEntry,
): Promise<Repair[]> {
  const { containerId, ifName, result } = entry;
  const prevResult = parseAdded(result ?? {}, network.version).json;
  const tell = (command: 'CHECK' | 'REPAIR') =>
    failureOf(() => callPlugin(runtime, { network, plugin, command, attachment: entry, prevResult }));
  const found = await tell('CHECK');
  if (found === undefined) return [];
  const problem = await tell('REPAIR');
  return [{ containerId, ifName, plugin: plugin.type, found, ...(problem === undefined ? {} : { problem }) }];
}

async function failureOf(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    const { message, details } = asCniError(error);
    return details ?? message;
  }
}
