import { closeSync, O_CLOEXEC } from './fileContents-bun.ts';
import { existsSync, statSync } from './fileState-bun.ts';
import {
  attempt,
  cPath,
  ENOENT,
  isUnsayable,
  libc,
  libcEntries,
  libcNames,
  node,
  outcome,
} from './libcFiles-bun.ts';
import { readNames } from './statStructs.ts';

export function linkSync(from: string, to: string): void {
  if (attempt('link', [from, to], () => libcNames().link(cPath(from), cPath(to))) === undefined)
    node().linkSync(from, to);
}

export function symlinkSync(target: string, file: string): void {
  if (attempt('symlink', [target, file], () => libcNames().symlink(cPath(target), cPath(file))) === undefined)
    node().symlinkSync(target, file);
}

export function renameSync(from: string, to: string): void {
  if (attempt('rename', [from, to], () => libcNames().rename(cPath(from), cPath(to))) === undefined)
    node().renameSync(from, to);
}

export function unlinkSync(file: string): void {
  if (attempt('unlink', [file], () => libcNames().unlink(cPath(file))) === undefined) node().unlinkSync(file);
}

/** Removes a file; with `force` it may be gone already. */
export function rmSync(file: string, options: { force?: boolean } = {}): void {
  const done = isUnsayable(file) ? -1 : outcome(() => libcNames().unlink(cPath(file)));
  if (done < 0 && !(options.force && done === -ENOENT)) node().rmSync(file, options);
}

export function rmdirSync(folder: string): void {
  if (attempt('rmdir', [folder], () => libcNames().rmdir(cPath(folder))) === undefined)
    node().rmdirSync(folder);
}

/** With `recursive` it may be there already, and its parents need not. Returns the first folder made, if any. */
export function mkdirSync(folder: string, options: { recursive: true; mode?: number }): string | undefined {
  if (existsSync(folder) && statSync(folder).isDirectory()) return undefined;
  return node().mkdirSync(folder, options);
}

export function readlinkSync(file: string): string {
  const target = new Uint8Array(4096);
  const length = attempt('readlink', [file], () => libc.readlink(cPath(file), target, target.length));
  return length === undefined
    ? node().readlinkSync(file)
    : new TextDecoder().decode(target.subarray(0, length));
}

export function readdirSync(folder: string): string[] {
  const from = libcEntries();
  const fd = from && attempt('scandir', [folder], () => libc.open(cPath(folder), O_CLOEXEC, 0));
  if (from === undefined || fd === undefined) return node().readdirSync(folder);
  const entries = new Uint8Array(32_768);
  const names: string[] = [];
  try {
    for (;;) {
      const length = attempt('scandir', [folder], () => from.getdents64(fd, entries, entries.length));
      if (length === undefined) return node().readdirSync(folder);
      if (length === 0) return names;
      names.push(...readNames(entries.subarray(0, length)));
    }
  } finally {
    closeSync(fd);
  }
}
