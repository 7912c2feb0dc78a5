import { statSync } from 'node:fs';
import { commands } from '../spec/commands.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import { atLeast } from '../spec/version.ts';
import { parseAdded } from './added.ts';
import { judgeAttachment, judgeNetwork } from './attachment.ts';
import { listCache } from './cache.ts';
import type { CacheEntry } from './cacheEntry.ts';
import type { Network } from './network.ts';
import { type Call, callPlugin, type Runtime } from './runtime.ts';
import { inTurn } from './turns.ts';

/** What a plugin's CHECK has found of an attachment, and what became of it. */
export interface Repair {
  containerId: string;
  ifName: string;
  /** Absent, as `found` is, where no plugin can be asked because what is remembered of the attachment is unusable. */
  plugin?: string;
  /** What differed, as CHECK said it. */
  found?: string;
  /** Why it still differs, or could not be asked; absent when all is well again. */
  problem?: string;
}

/**
 * Puts back what was lost of a network's live attachments, as after a flush of the packet filter: every plugin is asked
 * by CHECK with the result of ADD from the cache, and one that finds something is told to repair. "Live": ADD was
 * finished, and the namespace is there. One attachment that cannot be repaired does not keep the others from it. With
 * `disableCheck` nothing is asked, so nothing is repaired. Not of the specification: plugins of other suites are asked,
 * and told about.
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
  if (network.disableCheck) return [];
  const repairs: Repair[] = [];
  for (const entry of listCache(runtime.cacheDir, network.name).filter(isLive))
    repairs.push(...(await inTurn(entry.containerId, () => repairAttachment(runtime, network, entry))));
  return repairs;
}

function isLive({ result, netns = '' }: CacheEntry): boolean {
  if (result === undefined) return false;
  try {
    return statSync(netns, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true; // not known to be gone: whoever is asked about it says what is wrong
  }
}

async function repairAttachment(runtime: Runtime, network: Network, entry: CacheEntry): Promise<Repair[]> {
  const { containerId, ifName, result = {} } = entry;
  const repairs: Repair[] = [];
  const problem = await failureOf(async () => {
    judgeAttachment(network, entry);
    const prevResult = parseAdded(result, network.version).json;
    for (const plugin of network.plugins)
      repairs.push(...(await repairOne(runtime, { network, plugin, attachment: entry, prevResult })));
  });
  return problem === undefined ? repairs : [...repairs, { containerId, ifName, problem }];
}

async function repairOne(
  runtime: Runtime,
  call: Omit<Call, 'command'> & { attachment: CacheEntry },
): Promise<Repair[]> {
  const { containerId, ifName } = call.attachment;
  const tell = (command: 'CHECK' | 'REPAIR') => failureOf(() => callPlugin(runtime, { ...call, command }));
  const found = await tell('CHECK');
  if (found === undefined) return [];
  const problem = await tell('REPAIR');
  const { type } = call.plugin;
  return [{ containerId, ifName, plugin: type, found, ...(problem === undefined ? {} : { problem }) }];
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
