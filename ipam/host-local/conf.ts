import type { Ip } from '../../lib/net/ip.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import type { Route } from '../../lib/spec/result.ts';
import { parseRoute } from '../../lib/spec/resultParts.ts';
import { shape } from '../../lib/spec/resultShapes.ts';
import { parseRange, rangeKeys } from './range.ts';
import { judgeRangeSets, parseRangeSets, type RangeSet } from './rangeSet.ts';
import { distinct, parseArgsIp, parseIps } from './requested.ts';

export interface HostLocalConf {
  /** Folder of all networks' folders, absolute. */
  dataDir: string;
  /** One address is given from each. Empty for DEL and GC, which need none; for STATUS without those of the runtime. */
  rangeSets: RangeSet[];
  /** Addresses asked for, each once, in the order of their sources. */
  requested: Ip[];
  /** Copied to the result. */
  routes: Route[];
  /** A file in the format of /etc/resolv.conf. */
  resolvConf?: string;
}

const place = { path: '', code: Code.invalidConfig };
const ipamKeys = [...rangeKeys, 'ranges', 'routes', 'dataDir', 'resolvConf'];

/**
 * The configuration of host-local. For DEL and GC only `dataDir` is judged: ranges that became invalid must not keep
 * anybody from giving addresses back. Throws CniError: code 7 naming key and value, 4 for CNI_ARGS.
 */
export function parseHostLocalConf({ command, network, args }: ConfSource): HostLocalConf {
  const top = new Fields(network.json, ['ipam'], place);
  const ipam = top.fields('ipam', ipamKeys) ?? new Fields({}, ipamKeys, { ...place, path: 'ipam' });
  const dataDir = ipam.judged('dataDir', folderProblem) || '/var/lib/cni/networks';
  if (command === 'DEL' || command === 'GC') return { dataDir, rangeSets: [], requested: [], routes: [] };
  const runtime = new Fields(network.runtimeConfig, ['ipRanges', 'ips'], { ...place, path: 'runtimeConfig' });
  const labels = new Fields(network.args, ['ips'], { ...place, path: 'args.cni' });
  const rangeSets = [
    ...parseRangeSets(runtime, 'ipRanges'),
    ...legacySet(ipam),
    ...parseRangeSets(ipam, 'ranges'),
  ];
  // STATUS is asked without what the runtime has for each attachment, so the ranges may be those of `ipRanges` alone.
  if (command !== 'STATUS' || rangeSets.length > 0) judgeRangeSets(rangeSets, network.version);
  const resolvConf = ipam.text('resolvConf');
  return {
    dataDir,
    rangeSets,
    requested: distinct([...argsIp(args, labels), ...parseIps(labels), ...parseIps(runtime)]),
    routes: ipam.objects('routes', shape.route110, parseRoute) ?? [],
    ...(resolvConf && { resolvConf }),
  };
}

/** CONVENTIONS: a plugin that understands `args` must ignore CNI_ARGS where both say the same thing. */
function argsIp(args: ReadonlyMap<string, string>, labels: Fields): Ip[] {
  const own = parseArgsIp(args);
  return parseIps(labels).length > 0 ? [] : own;
}

/** The older way to write one range: its keys in `ipam` itself. Without `subnet` they mean nothing, as in the reference. */
function legacySet(ipam: Fields): RangeSet[] {
  return ipam.text('subnet') === undefined ? [] : [[parseRange(ipam)]];
}

function folderProblem(path: string): string | undefined {
  if (path === '') return undefined;
  return path.startsWith('/') && !path.includes('\0') ? undefined : 'not an absolute path';
}
