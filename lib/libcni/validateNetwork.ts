import { asCniError, CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import { judgeNetwork } from './attachment.ts';
import type { Network, PluginConf } from './network.ts';
import { pluginVersions } from './pluginVersions.ts';
import type { Runtime } from './runtime.ts';

/**
 * Asks whether a network could be run here at all: every executable is there and reports the network's version. Returns
 * the capabilities that its plugins take, sorted. Throws one CniError (code 7) whose details list all that is wrong.
 */
export async function validateNetwork(runtime: Runtime, network: Network): Promise<string[]> {
  judgeNetwork(network);
  const findings: string[] = [];
  for (const plugin of network.plugins) findings.push(...(await findingsOf(runtime, network, plugin)));
  if (findings.length > 0) {
    const message = `Cannot use network ${quote(network.name)}: ${findings.length} of its plugins would fail`;
    throw new CniError(Code.invalidConfig, message, findings.join('\n'));
  }
  return [...new Set(network.plugins.flatMap(({ capabilities }) => capabilities))].sort();
}

/** At most one. */
async function findingsOf(runtime: Runtime, { version }: Network, { type }: PluginConf): Promise<string[]> {
  try {
    const { versions } = await pluginVersions(runtime, type);
    if (versions.includes(version)) return [];
    return [
      `plugin ${quote(type)} does not support version ${quote(version)}, only ${versions.map(quote).join(', ')}`,
    ];
  } catch (error) {
    return [`plugin ${quote(type)}: ${asCniError(error).message}`];
  }
}
