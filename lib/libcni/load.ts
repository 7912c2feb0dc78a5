import { CniError, Code } from '../spec/errors.ts';
import { Fields } from '../spec/fields.ts';
import { parseJsonObject } from '../spec/json.ts';
import { identifierRule, isIdentifier } from '../spec/name.ts';
import { quote } from '../spec/quote.ts';
import { configFiles, readConfig } from './configFiles.ts';
import type { Network, PluginConf } from './network.ts';
import { parseList, parseSingle } from './parseList.ts';
import { parsePlugin, pluginKeys } from './parsePlugin.ts';

/**
 * The network called `name` from a folder of configuration files, the way the reference library looks for it: all
 * `.conflist` files in byte order, then, if none of them is it, all `.conf` and `.json` files. The first match wins.
 *
 * A file that cannot be read or understood ends the search with its error when it comes before the match, even if it
 * belongs to another network: what it hides might have been the match. Throws CniError: 5, 6 or 7 for such a file, 7 if
 * `name` is no network name or no file has it.
 */
export function loadNetwork(folder: string, name: string): Network {
  if (!isIdentifier(name)) throw unusable(`network name ${quote(name)}`, identifierRule);
  const files = [...configFiles(folder, ['.conflist']), ...configFiles(folder, ['.conf', '.json'])];
  if (files.length === 0) throw unusable(`network ${quote(name)}`, `no configuration in ${quote(folder)}`);
  const seen: string[] = [];
  for (const file of files) {
    const network = loadFile(file);
    if (network.name === name) return network;
    seen.push(network.name);
  }
  throw unusable(`network ${quote(name)}`, `${quote(folder)} has only ${seen.map(quote).join(', ')}`);
}

/**
 * The network in one file: `.conf` and `.json` hold a single plugin object, everything else a list. To a list are added
 * the plugin objects in the `.conf` files of the folder beside it that bears the network's name, unless it says
 * `loadOnlyInlinedPlugins`. Throws CniError (5, 6 or 7) that names the file.
 */
export function loadFile(path: string): Network {
  if (/\.(conf|json)$/.test(path)) return inFile(path, parseSingle);
  const network = inFile(path, parseList);
  const plugins = network.loadOnlyInlinedPlugins ? [] : pluginsBeside(path, network.name);
  if (network.plugins.length + plugins.length === 0) throw unusable(quote(path), 'it has no plugins');
  return plugins.length === 0 ? network : withPlugins(network, plugins);
}

/** A name that is not fit to be a folder has none: it must not lead elsewhere. */
function pluginsBeside(path: string, name: string): PluginConf[] {
  if (!isIdentifier(name)) return [];
  const files = configFiles(`${path.slice(0, path.lastIndexOf('/') + 1)}${name}`, ['.conf']);
  return files.map((file) => inFile(file, parsePluginText));
}

function parsePluginText(text: string): PluginConf {
  return parsePlugin(new Fields(parseJsonObject(text), pluginKeys, { path: '', code: Code.invalidConfig }));
}

/** Its source becomes one document, so that a DEL from the cache runs the very plugins that ADD ran. */
function withPlugins(network: Network, added: PluginConf[]): Network {
  const plugins = [...network.plugins, ...added];
  const list = { ...parseJsonObject(network.source), loadOnlyInlinedPlugins: true };
  return {
    ...network,
    plugins,
    source: JSON.stringify({ ...list, plugins: plugins.map(({ json }) => json) }),
  };
}

function inFile<T>(path: string, parse: (text: string) => T): T {
  const text = readConfig(path);
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof CniError)) throw error;
    throw new CniError(error.code, `Cannot load ${quote(path)}: ${error.message}`, error.details, error);
  }
}

function unusable(what: string, state: string): CniError {
  return new CniError(Code.invalidConfig, `Cannot load ${what}: ${state}`);
}
