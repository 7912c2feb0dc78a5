import { attachmentKeys, parseValidAttachments, type ValidAttachment } from './attachments.ts';
import type { Command } from './commands.ts';
import { supportedVersion, writtenVersion } from './confVersion.ts';
import { dnsKeys, parseConfDns } from './dns.ts';
import { Code } from './errors.ts';
import { Fields } from './fields.ts';
import { executableNameProblem, identifierRule, isIdentifier } from './name.ts';
import type { Dns } from './result.ts';
import type { Version } from './version.ts';

/** What every plugin's configuration has in common (specification, sections 1 and 3), judged. */
export interface NetworkConf {
  /** `name`. */
  network: string;
  /** `cniVersion`; "0.1.0" when the configuration does not say. */
  version: Version;
  /** As it came in: `parseResult` judges it. */
  prevResult?: Record<string, unknown>;
  /** Capabilities and their values, known ones in their exact spelling; empty when there is none. */
  runtimeConfig: Record<string, unknown>;
  /** The member `cni` of `args`; empty when there is none. */
  args: Record<string, unknown>;
  /** GC: absent when the runtime did not say, which is not the same as an empty list. */
  validAttachments?: ValidAttachment[];
  /** `ipam.type`; absent when the network has no IPAM plugin. */
  ipamType?: string;
  /** Absent when none of its four members is given; without members when all that are given are empty lists. */
  dns?: Dns;
  /** The whole object, its known keys brought to their exact spelling. */
  json: Record<string, unknown>;
}

const topKeys = [
  'cniVersion',
  'name',
  'type',
  'ipam',
  'dns',
  'args',
  'capabilities',
  'runtimeConfig',
  'prevResult',
  ...attachmentKeys,
] as const;

/** The well-known capabilities (conventions of the specification). */
const runtimeConfigKeys = [
  'portMappings',
  'ipRanges',
  'bandwidth',
  'dns',
  'ips',
  'mac',
  'infinibandGUID',
  'deviceID',
  'aliases',
  'cgroupPath',
] as const;

/**
 * Judges the generic part of a network configuration. Throws CniError: code 6 when `cniVersion` is no string, 1 when it
 * is a version we do not support, 7 for everything else that is missing or wrong, with key and value. A key whose value
 * is null counts as absent. Keys it does not know are left to the plugin. With DEL and GC nobody looks at `dns`: what was
 * added before it became wrong must be removable.
 */
export function parseNetworkConf(json: Record<string, unknown>, command: Command = 'ADD'): NetworkConf {
  const fields = new Fields(json, topKeys, { path: '', code: Code.invalidConfig });
  const written = writtenVersion(fields.json.cniVersion);
  const network = parseName(fields);
  const version = supportedVersion(written);
  fields.judged('type', executableNameProblem);
  const prevResult = fields.object('prevResult');
  const validAttachments = parseValidAttachments(fields);
  const ipamType = fields.fields('ipam', ['type'])?.judged('type', executableNameProblem);
  const removes = command === 'DEL' || command === 'GC';
  const dns = removes ? undefined : parseConfDns(fields.fields('dns', dnsKeys));
  return {
    network,
    version,
    ...(prevResult && { prevResult }),
    runtimeConfig: fields.fields('runtimeConfig', runtimeConfigKeys)?.json ?? {},
    args: fields.fields('args', ['cni'])?.fields('cni', ['labels', 'ips', 'mac'])?.json ?? {},
    ...(validAttachments && { validAttachments }),
    ...(ipamType && { ipamType }),
    ...(dns && { dns }),
    json: fields.json,
  };
}

function parseName(fields: Fields): string {
  const name = fields.judged('name', (text) => (isIdentifier(text) ? undefined : identifierRule));
  if (name === undefined) throw fields.refusal('name', 'is missing');
  return name;
}
