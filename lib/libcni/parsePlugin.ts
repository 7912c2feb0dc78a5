import { attachmentKeys } from '../spec/attachments.ts';
import { dnsKeys } from '../spec/dns.ts';
import type { Fields } from '../spec/fields.ts';
import { executableNameProblem } from '../spec/name.ts';
import type { PluginConf } from './network.ts';

/** The keys of a plugin object that the protocol knows; in a file they may be written in any letter case. */
export const pluginKeys = [
  'cniVersion',
  'name',
  'type',
  'capabilities',
  'ipam',
  'dns',
  'prevResult',
  'runtimeConfig',
  ...attachmentKeys,
] as const;

/**
 * One plugin object (specification, section 1, "Plugin configuration objects"), to be read with `pluginKeys`. Only what
 * has a type in the specification is judged; the rest is the plugin's business. Throws CniError (code 7) with key and value.
 */
export function parsePlugin(fields: Fields): PluginConf {
  const type = fields.judged('type', executableNameProblem);
  if (type === undefined) throw fields.refusal('type', 'is missing');
  fields.text('cniVersion');
  fields.text('name');
  fields.object('prevResult');
  fields.fields('ipam', ['type'])?.text('type');
  judgeDns(fields.fields('dns', dnsKeys));
  for (const key of attachmentKeys) fields.objects(key, [], () => undefined);
  return { type, capabilities: enabled(fields), json: fields.json };
}

/** Types only: whether a nameserver is an address is for the plugin that uses it to say. */
function judgeDns(dns: Fields | undefined): void {
  for (const key of ['nameservers', 'search', 'options']) dns?.texts(key, () => undefined);
  dns?.text('domain');
}

function enabled(fields: Fields): string[] {
  const capabilities = fields.object('capabilities') ?? {};
  for (const [name, value] of Object.entries(capabilities)) {
    if (typeof value !== 'boolean') throw fields.refusal(`capabilities.${name}`, 'not a boolean', value);
  }
  return Object.keys(capabilities).filter((name) => capabilities[name] === true);
}
