import { executePlugin } from '../invoke/execute.ts';
import { findPlugin } from '../invoke/find.ts';
import type { Runner } from '../kernel/runner.ts';
import type { Command, Variable } from '../spec/commands.ts';
import { CniError } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import type { Attachment } from './attachment.ts';
import { deriveRequest, type Injection } from './deriveRequest.ts';
import type { Network, PluginConf } from './network.ts';

/** What every operation needs to know of the node it runs on. */
export interface Runtime {
  runner: Runner;
  /** Folders of plugin executables, joined by ":". */
  cniPath: string;
  /** Folder of the cache; usually `defaultCacheDir`. */
  cacheDir: string;
  /** The environment that plugins inherit, usually all of process.env; the CNI_ variables in it are replaced. */
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds a plugin may take. Default: two minutes. */
  timeout?: number | undefined;
}

/** One plugin to be called, and what it is told beside its own configuration. */
export interface Call extends Omit<Injection, 'capabilityArgs'> {
  network: Network;
  plugin: PluginConf;
  /** One of the specification's, or `REPAIR`, which plugins of this suite know. */
  command: Command | 'REPAIR';
  /** ADD, CHECK, DEL. */
  attachment?: Attachment;
}

/**
 * Runs one plugin of a network and returns its standard output. Throws CniError: the plugin's code and details, with a
 * message that names plugin, network and command.
 */
export async function callPlugin(runtime: Runtime, call: Call): Promise<string> {
  const { network, plugin, command, attachment } = call;
  return explained(call, async () => {
    const file = findPlugin(plugin.type, runtime.cniPath);
    const env = { ...runtime.env, ...variables(command, runtime.cniPath, attachment) };
    const stdin = deriveRequest(network, plugin, { ...call, capabilityArgs: attachment?.capabilityArgs });
    return await executePlugin(runtime.runner, file, env, stdin, runtime.timeout);
  });
}

/** Does a part of a call; a CniError then says which call it was. */
export async function explained<T>(
  { network, plugin, command }: Call,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CniError)) throw error;
    const where = `plugin ${quote(plugin.type)} of network ${quote(network.name)} failed on ${command}`;
    throw new CniError(error.code, `${where}: ${error.message}`, error.details, error);
  }
}

/** All six variables, empty where there is nothing to say, so that none is inherited by accident. */
function variables(
  command: Call['command'],
  cniPath: string,
  attachment?: Attachment,
): Record<Variable, string> {
  return {
    CNI_COMMAND: command,
    CNI_CONTAINERID: attachment?.containerId ?? '',
    CNI_NETNS: attachment?.netns ?? '',
    CNI_IFNAME: attachment?.ifName ?? '',
    CNI_ARGS: (attachment?.args ?? []).map((pair) => pair.join('=')).join(';'),
    CNI_PATH: cniPath,
  };
}
