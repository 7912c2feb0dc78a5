import { findPlugin } from '../invoke/find.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import { parseJsonObject } from '../spec/json.ts';
import { quote } from '../spec/quote.ts';
import { type Added, parseAdded } from './added.ts';
import { type Attachment, judgeAttachment } from './attachment.ts';
import { readIntactCache, writeCache } from './cache.ts';
import { type AttachmentKey, newEntry } from './cacheEntry.ts';
import { removeAttachment } from './delNetwork.ts';
import type { Network } from './network.ts';
import { type Call, callPlugin, explained, type Runtime } from './runtime.ts';
import { inTurn } from './turns.ts';

export interface AddOptions {
  /** When a plugin fails, run DEL for the whole network at once. Otherwise the caller owes that DEL. Default: false. */
  undo?: boolean;
}

/**
 * Attaches a container to a network: ADD of every plugin in order, each with the result of the one before (specification,
 * section 3, "Adding an attachment"). The attachment is in the cache before the first plugin runs and gets its result
 * after the last, so one that was cut short can be found: `gcNetwork` and `delNetwork` clean it up.
 *
 * Throws CniError before anything runs when the attachment exists already (104), an executable is missing (103), or the
 * cache cannot be written (5). When a plugin fails: its code, with its name in the message; what `undo` did is in the
 * details. When the result cannot be remembered (5), everything is undone in any case.
 */
export async function addNetwork(
  runtime: Runtime,
  network: Network,
  attachment: Attachment,
  options: AddOptions = {},
): Promise<Added> {
  judgeAttachment(network, attachment);
  if (!attachment.netns) throw new CniError(Code.invalidEnvironment, 'Cannot use CNI_NETNS "": it is empty');
  return inTurn(attachment.containerId, async () => {
    for (const { type } of network.plugins) findPlugin(type, runtime.cniPath);
    const entry = newEntry(network, attachment);
    refuseSecond(runtime, entry);
    writeCache(runtime.cacheDir, entry);
    const undo = (added?: Added) => removeAttachment(runtime, network, attachment, added?.json);
    const added = await orUndo(options.undo ? undo : undefined, () => addAll(runtime, network, attachment));
    await orUndo(
      () => undo(added),
      async () => writeCache(runtime.cacheDir, { ...entry, result: added.json }),
    );
    return added;
  });
}

/** A second ADD would fail, and the DEL owed for that would take the first one down. */
function refuseSecond(runtime: Runtime, key: AttachmentKey): void {
  if (!readIntactCache(runtime.cacheDir, key)?.result) return;
  const what = `${quote(key.ifName)} of container ${quote(key.containerId)} to network ${quote(key.network)}`;
  throw new CniError(Code.nameTaken, `Cannot add ${what}: it is attached already, delete it first`);
}

async function addAll(runtime: Runtime, network: Network, attachment: Attachment): Promise<Added> {
  let added: Added | undefined;
  for (const plugin of network.plugins) {
    const call: Call = { network, plugin, command: 'ADD', attachment, prevResult: added?.json };
    const stdout = await callPlugin(runtime, call);
    added = await explained(call, () => parseAdded(parseJsonObject(stdout, 'the result'), network.version));
  }
  return added as Added; // a network without plugins has been refused
}

async function orUndo<T>(undo: (() => Promise<void>) | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!undo) throw thrown;
    const error = asCniError(thrown);
    const outcome = await undo().then(
      () => 'undone: DEL of all plugins succeeded',
      (second) => `not undone, delete the attachment again later: ${asCniError(second).message}`,
    );
    throw new CniError(error.code, error.message, [error.details, outcome].filter(Boolean).join('\n'), error);
  }
}
