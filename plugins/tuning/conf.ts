import type { LinkAttributes } from '../../lib/ops/linkAttributes.ts';
import { refuseUnknownArgs } from '../../lib/skel/args.ts';
import { isRemoval, ownFields } from '../../lib/skel/containerLinkConf.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { firstMac } from '../../lib/skel/wantedMac.ts';
import { wantedMtu } from '../../lib/skel/wantedMtu.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { quote } from '../../lib/spec/quote.ts';

/**
 * The configuration of `tuning`, judged as far as it can be without the interface's name. README.md describes the
 * keys.
 */
export interface TuningConf {
  /** What is to be set at the container's interface; `promisc` is true or absent. */
  link: LinkAttributes;
  /** As somebody wrote them, those of `args.cni` last. */
  sysctls: WrittenSysctl[];
  /** Where former values are kept. */
  dataDir: string;
}

/** One sysctl in the words of the configuration. */
export interface WrittenSysctl {
  /** "sysctl" or "args.cni.sysctl". */
  source: string;
  key: string;
  /** Blanks and tabs have become single blanks. */
  value: string;
}

const tuningKeys = ['sysctl', 'mac', 'mtu', 'promisc', 'allmulti', 'txQLen'] as const;
const keys = [...tuningKeys, 'dataDir'] as const;

const defaultDataDir = '/run/cni/tuning';

/**
 * Judges a configuration of `tuning`. Throws CniError (code 7) that names key and value. DEL and GC judge nothing:
 * with a `dataDir` that ADD would have refused, nothing can have been kept.
 */
export function parseTuningConf(source: ConfSource): TuningConf {
  const own = ownFields(source, keys);
  if (isRemoval(source.command)) return { link: {}, sysctls: [], dataDir: savedAt(source) };
  const args = new Fields(source.network.args, tuningKeys, { path: 'args.cni', code: Code.invalidConfig });
  return {
    link: wantedAttributes(source, own, args),
    sysctls: [...sysctls(own, 'sysctl'), ...sysctls(args, 'args.cni.sysctl')],
    dataDir: own.judged('dataDir', folderProblem) || defaultDataDir,
  };
}

function wantedAttributes({ network, args: given }: ConfSource, own: Fields, args: Fields): LinkAttributes {
  refuseUnknownArgs(given, ['MAC']);
  const mac = firstMac([
    ['args.cni.mac', args.json.mac],
    ['runtimeConfig.mac', network.runtimeConfig.mac],
    ['CNI_ARGS MAC', given.get('MAC')],
    ['mac', own.json.mac],
  ]);
  const mtu = wantedMtu(args) ?? wantedMtu(own);
  const txQLen = queueLength(args) ?? queueLength(own);
  const promisc = flag(args, 'promisc') ?? flag(own, 'promisc');
  const allmulti = flag(args, 'allmulti') ?? flag(own, 'allmulti');
  return {
    ...(mac === undefined ? {} : { mac }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(promisc ? { promisc } : {}),
    ...(allmulti === undefined ? {} : { allmulti }),
    ...(txQLen === undefined ? {} : { txQLen }),
  };
}

/** Undefined if it is not given. */
function flag(fields: Fields, key: string): boolean | undefined {
  return fields.json[key] === undefined || fields.json[key] === null ? undefined : fields.flag(key);
}

/** What iproute2 takes. */
const longestQueue = 2 ** 31 - 1;

function queueLength(fields: Fields): number | undefined {
  const length = fields.integer('txQLen');
  if (length !== undefined && length > longestQueue)
    throw fields.refusal('txQLen', `not from 0 to ${longestQueue}`);
  return length;
}

function sysctls(fields: Fields, source: string): WrittenSysctl[] {
  return Object.entries(fields.object('sysctl') ?? {}).map(([key, value]) => {
    const problem = typeof value === 'string' ? valueProblem(value) : 'not a string';
    if (problem !== undefined)
      throw new CniError(
        Code.invalidConfig,
        `Cannot use ${quote(`${source} ${key}`)} ${quote(value)}: ${problem}`,
      );
    return { source, key, value: plain(String(value)) };
  });
}

/** Several values of one sysctl: the kernel prints tabs between them, people write blanks. */
export function plain(value: string): string {
  return value.trim().replaceAll(/[ \t]+/g, ' ');
}

function valueProblem(value: string): string | undefined {
  return /^[A-Za-z0-9 \t_.,:-]*$/.test(value.trim())
    ? undefined
    : 'holds more than letters, digits, blanks and _ . , : -';
}

function folderProblem(path: string): string | undefined {
  if (path === '') return undefined;
  return path.startsWith('/') && !path.includes('\0') ? undefined : 'not an absolute path';
}

function savedAt({ network }: ConfSource): string {
  const { dataDir } = new Fields(network.json, keys, { path: '', code: Code.invalidConfig }).json;
  return typeof dataDir === 'string' && folderProblem(dataDir) === undefined && dataDir !== ''
    ? dataDir
    : defaultDataDir;
}
