import { CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';
import type { WrittenSysctl } from './conf.ts';

/** A sysctl that is known to the last letter. */
export interface Sysctl extends WrittenSysctl {
  /** Below /proc/sys, with slashes: "net/ipv4/conf/eth0/arp_filter". */
  path: string;
}

/** Stands for the name of the container's interface, as a part of a key. */
const placeholder = 'IFNAME';

/**
 * The sysctls of an attachment, in the order in which they are set. Of one that `sysctl` and `args.cni.sysctl`
 * both name the latter counts. Throws CniError (code 7) for a key that is not below `net`, names another
 * interface, or is there twice in another spelling.
 */
export function resolveSysctls(written: WrittenSysctl[], ifName: string): Sysctl[] {
  const byPath = new Map<string, Sysctl>();
  for (const one of written) {
    const path = sysctlPath(one, ifName);
    const before = byPath.get(path);
    if (before?.source === one.source) throw refusal(one, `the same sysctl as ${quote(before.key)}`);
    byPath.set(path, { ...one, path });
  }
  return [...byPath.values()];
}

/**
 * All spellings of a key that mean the same: with dots and with slashes, with the interface's name and with its
 * placeholder.
 */
export function spellings({ path }: Sysctl, ifName: string): string[] {
  const parts = path.split('/');
  const general = isOfInterface(parts) && parts[3] === ifName ? parts.with(3, placeholder) : parts;
  return [...new Set([parts, general].flatMap((one) => [one.map(swapped).join('.'), one.join('/')]))];
}

/** The error about a sysctl: `Cannot use "sysctl kernel.domainname" "x": <state>`. */
export function refusal({ source, key, value }: WrittenSysctl, state: string): CniError {
  return new CniError(
    Code.invalidConfig,
    `Cannot use ${quote(`${source} ${key}`)} ${quote(value)}: ${state}`,
  );
}

function sysctlPath(written: WrittenSysctl, ifName: string): string {
  const parts = partsOf(written.key).map((part) => (part === placeholder ? ifName : part));
  const problem = pathProblem(parts, ifName);
  if (problem !== undefined) throw refusal(written, problem);
  return parts.join('/');
}

/** As sysctl(8): the first separator is the one; where that is the dot, a slash stands for a dot within a part. */
function partsOf(key: string): string[] {
  const separator = /[./]/.exec(key)?.[0];
  return separator === '.' ? key.split('.').map(swapped) : key.split('/');
}

function swapped(part: string): string {
  return part.replaceAll(/[./]/g, (char) => (char === '.' ? '/' : '.'));
}

function pathProblem(parts: string[], ifName: string): string | undefined {
  if (parts[0] !== 'net' || parts.length < 2) return 'not below "net"';
  const plain = /^[A-Za-z0-9_.:@%+=,~^!*-]+$/;
  if (parts.some((part) => !plain.test(part) || part === '.' || part === '..'))
    return 'not the name of a sysctl';
  const [, , , link = ''] = parts;
  if (!isOfInterface(parts) || [ifName, 'all', 'default'].includes(link)) return undefined;
  return `names interface ${quote(link)}, this one is ${quote(ifName)}`;
}

/** net/<family>/conf/<interface>/… and net/<family>/neigh/<interface>/… */
function isOfInterface(parts: string[]): boolean {
  return parts.length > 3 && ['conf', 'neigh'].includes(parts[2] ?? '');
}
