import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from '#files';
import { parseMac } from '../../lib/net/mac.ts';
import type { LinkAttributes } from '../../lib/ops/linkAttributes.ts';
import { sysctlLine } from '../../lib/plan/render.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { isObject } from '../../lib/spec/json.ts';
import { quote } from '../../lib/spec/quote.ts';

/** What ADD has changed, as it was before: the reference's members and two of our own. */
export interface Saved extends LinkAttributes {
  /** By path: "net/ipv4/conf/eth0/arp_filter". */
  sysctl?: Record<string, string>;
  /** The kernel's identity of the container's namespace, "net:[4026532281]": in another one the values mean nothing. */
  netns?: string;
}

/** The values in a file; undefined if there is none, or if it holds none. What is not as we write it is left out. */
export function readSaved(path: string): Saved | undefined {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(json) ? judged(json) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps values, for DEL. What an earlier ADD of the same attachment has kept stays: that is how things were before
 * all. The file comes into being as a whole. True if there was none before. Throws CniError (code 5).
 */
export function keep(path: string, now: Saved): boolean {
  const found = readSaved(path);
  const before = found?.netns === now.netns ? found : undefined;
  const all = { ...now, ...before, sysctl: { ...now.sysctl, ...before?.sysctl } };
  try {
    makeFolder(folderOf(path));
    writeFileSync(draft(path), JSON.stringify(all, undefined, 1), { mode: 0o600 });
    renameSync(draft(path), path);
  } catch (error) {
    rmSync(draft(path), { force: true });
    throw new CniError(Code.io, `Cannot keep the former values in ${quote(path)}: ${reason(error)}`);
  }
  return before === undefined;
}

function makeFolder(path: string): void {
  mkdirSync(folderOf(path), { recursive: true });
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Removes a file, and what a crash may have left of one. What is not there is fine. */
export function forget(path: string): void {
  for (const file of [path, draft(path)]) {
    try {
      rmSync(file, { force: true });
    } catch (error) {
      if (!reason(error).includes('ENAMETOOLONG')) throw error;
    }
  }
}

/** Paths, without drafts, of what is kept for labels that begin with `prefix`. */
export function listSaved(folder: string, prefix: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const files = names.filter((name) => name.startsWith(prefix)).map((name) => name.replace(/\.tmp$/, ''));
  return [...new Set(files)].map((name) => `${folder}/${name}`);
}

function draft(path: string): string {
  return `${path}.tmp`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function judged({ mac, mtu, promisc, allmulti, txQLen, sysctl, netns }: Record<string, unknown>): Saved {
  const address = typeof mac === 'string' ? parseMac(mac) : undefined;
  const values = isObject(sysctl) ? Object.entries(sysctl).filter(isSettable) : [];
  return {
    ...(address === undefined ? {} : { mac: address }),
    ...(Number.isInteger(mtu) ? { mtu: Number(mtu) } : {}),
    ...(typeof promisc === 'boolean' ? { promisc } : {}),
    ...(typeof allmulti === 'boolean' ? { allmulti } : {}),
    ...(Number.isInteger(txQLen) ? { txQLen: Number(txQLen) } : {}),
    ...(values.length === 0 ? {} : { sysctl: Object.fromEntries(values) }),
    ...(typeof netns === 'string' ? { netns } : {}),
  };
}

/** One that could not be set would keep DEL from ever ending, and its path is not even to be read. */
function isSettable(entry: [string, unknown]): entry is [string, string] {
  const [path, value] = entry;
  if (typeof value !== 'string') return false;
  try {
    sysctlLine(path, value);
    return true;
  } catch {
    return false;
  }
}

/** The folder that an absolute path is in. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
