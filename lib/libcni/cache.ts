import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import { type AttachmentKey, type CacheEntry, parseEntry, renderEntry } from './cacheEntry.ts';
import { replaceFile } from './replaceFile.ts';

/** Where the reference library keeps what it remembers, and so do containerd, CRI-O and we. */
export const defaultCacheDir = '/var/lib/cni';

/** The file of an attachment. Network `a-b` with container `c` and network `a` with container `b-c` share one. */
export function cachePath(cacheDir: string, { network, containerId, ifName }: AttachmentKey): string {
  return `${cacheDir}/results/${network}-${containerId}-${ifName}`;
}

/**
 * What is remembered of an attachment. Undefined when there is no file, when it is empty (a crash of its writer), or when
 * it belongs to another attachment. Throws CniError: 5 if it cannot be read, 6 if it cannot be understood.
 */
export function readCache(cacheDir: string, key: AttachmentKey): CacheEntry | undefined {
  const entry = readEntry(cachePath(cacheDir, key), key);
  return entry && isSame(entry, key) ? entry : undefined;
}

/** The same for whom a broken file is as good as none. Never throws. */
export function readIntactCache(cacheDir: string, key: AttachmentKey): CacheEntry | undefined {
  const entry = readableEntry(cachePath(cacheDir, key), key);
  return entry && isSame(entry, key) ? entry : undefined;
}

/** Remembers an attachment. Throws CniError: 5 if that fails, 104 if the file belongs to another attachment. */
export function writeCache(cacheDir: string, entry: CacheEntry): void {
  const path = cachePath(cacheDir, entry);
  const owner = readableEntry(path, entry);
  if (owner && !isSame(owner, entry)) {
    const other = `container ${quote(owner.containerId)} in network ${quote(owner.network)}`;
    throw new CniError(Code.nameTaken, `Cannot write ${quote(path)}: it belongs to ${other}`);
  }
  orIoError('write', path, () => {
    mkdirSync(`${cacheDir}/results`, { recursive: true, mode: 0o700 });
    replaceFile(path, renderEntry(entry), 0o600);
  });
}

/** Forgets an attachment, broken files included; fine if there is none. Throws CniError (code 5). */
export function removeCache(cacheDir: string, key: AttachmentKey): void {
  const path = cachePath(cacheDir, key);
  const owner = readableEntry(path, key);
  if (owner && !isSame(owner, key)) return;
  orIoError('remove', path, () => rmSync(path, { force: true }));
}

/**
 * Everything remembered of a network, sorted by file name. Left out is what cannot be attributed: files that cannot be
 * read, or that are not where their own content says they belong (as the older format never is). Throws CniError (code 5)
 * when the folder cannot be read.
 */
export function listCache(cacheDir: string, network: string): CacheEntry[] {
  const folder = `${cacheDir}/results`;
  const nobody = { network: '', containerId: '', ifName: '' };
  const names = orIoError('read', folder, () => readNames(folder)).filter((name) =>
    name.startsWith(`${network}-`),
  );
  return names.flatMap((name) => {
    const path = `${folder}/${name}`;
    const entry = readableEntry(path, nobody);
    return entry?.network === network && cachePath(cacheDir, entry) === path ? [entry] : [];
  });
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readEntry(path: string, assumed: AttachmentKey): CacheEntry | undefined {
  const text = orIoError('read', path, () => readText(path));
  return text === '' ? undefined : parseEntry(text, assumed);
}

function readableEntry(path: string, assumed: AttachmentKey): CacheEntry | undefined {
  try {
    return readEntry(path, assumed);
  } catch {
    return undefined;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function isSame(a: AttachmentKey, b: AttachmentKey): boolean {
  return a.network === b.network && a.containerId === b.containerId && a.ifName === b.ifName;
}

function orIoError<T>(verb: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new CniError(
      Code.io,
      `Cannot ${verb} ${quote(path)}: ${(error as Error).message}`,
      undefined,
      error,
    );
  }
}
