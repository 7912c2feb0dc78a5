import { Code } from '../spec/errors.ts';
import { Fields } from '../spec/fields.ts';
import { parseJsonObject } from '../spec/json.ts';
import { selectVersion } from '../spec/selectVersion.ts';
import type { Network, PluginConf } from './network.ts';
import { parsePlugin, pluginKeys } from './parsePlugin.ts';

const place = { path: '', code: Code.invalidConfig };

/** Keys that belong to the list and are never a plugin's. */
const listOnlyKeys: readonly string[] = [
  'cniVersions',
  'disableCheck',
  'disableGC',
  'loadOnlyInlinedPlugins',
  'plugins',
];

const listKeys = ['cniVersion', 'name', ...listOnlyKeys];

/**
 * A network from the text of a `.conflist` (specification, section 1). No folder is consulted, so `plugins` of the outcome
 * is empty when the text has none. Throws CniError: code 6 if the text is not one JSON object, 7 with key and value for
 * what is missing or wrong in it.
 */
export function parseList(text: string): Network {
  const list = new Fields(parseJsonObject(text), listKeys, place);
  const name = list.text('name');
  if (name === undefined) throw list.refusal('name', 'is missing');
  const version = selectVersion(list);
  const flags = {
    disableCheck: parseFlag(list, 'disableCheck'),
    disableGC: parseFlag(list, 'disableGC'),
    loadOnlyInlinedPlugins: parseFlag(list, 'loadOnlyInlinedPlugins'),
  };
  const plugins = parsePlugins(list, flags.loadOnlyInlinedPlugins);
  return { name, version, ...flags, plugins, source: text };
}

/**
 * A network of one plugin from the text of a `.conf` or `.json`: the object of that plugin, with the network's name in it.
 * Keys that only mean something in a list have no effect and are not handed to the plugin. Throws as `parseList` does.
 */
export function parseSingle(text: string): Network {
  const fields = new Fields(parseJsonObject(text), pluginKeys, place);
  const { json } = parsePlugin(fields);
  const plugin = Object.fromEntries(Object.entries(json).filter(([key]) => !listOnlyKeys.includes(key)));
  const name = fields.text('name') ?? '';
  const cniVersion = fields.text('cniVersion') ?? '';
  return parseList(JSON.stringify({ cniVersion, name, plugins: [plugin] }));
}

function parsePlugins(list: Fields, onlyInlined: boolean): PluginConf[] {
  const plugins = list.objects('plugins', pluginKeys, parsePlugin);
  if (plugins?.length === 0) throw list.refusal('plugins', 'is empty');
  if (plugins === undefined && onlyInlined)
    throw list.refusal('plugins', 'is missing, and "loadOnlyInlinedPlugins" is true');
  return plugins ?? [];
}

/** A boolean, or the word for one: version 0.4.0 of the specification called `disableCheck` a string. */
function parseFlag(list: Fields, key: string): boolean {
  const value = list.json[key] ?? false;
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (word === true || word === 'true') return true;
  if (word === false || word === 'false') return false;
  throw list.refusal(key, 'neither true nor false');
}
