import { existsSync, readdirSync, readFileSync, readlinkSync } from '#files';

/** What plugins read of /sys: which device is behind which interface. Paths are below its root and must have been judged. */
export interface Sysfs {
  /** Names in a folder, sorted; undefined if there is no such folder. */
  list(path: string): string[] | undefined;
  /** The last part of what a symbolic link points to; undefined if there is none. */
  target(path: string): string | undefined;
  /** What a file says, without the line end; undefined if it cannot be read. */
  read(path: string): string | undefined;
  exists(path: string): boolean;
}

/** The tree of this process's /sys, or for tests one somewhere else. Never throws for what is not there. */
export function sysfs(root = '/sys'): Sysfs {
  const at = (path: string) => `${root}/${path}`;
  return {
    list: (path) => unlessAbsent(() => readdirSync(at(path)).sort()),
    target: (path) => unlessAbsent(() => lastPart(readlinkSync(at(path)))),
    read: (path) => unlessAbsent(() => readFileSync(at(path), 'utf8').trim()),
    exists: (path) => existsSync(at(path)),
  };
}

/** What is wrong with a path that is to name a device, or undefined if it stays below /sys/devices. */
export function devicePathProblem(path: string): string | undefined {
  if (!path.startsWith('/sys/devices/')) return 'does not begin with /sys/devices/';
  if (path.includes('\0')) return 'holds a NUL byte';
  return path.split('/').includes('..') ? 'holds ".."' : undefined;
}

/** Such a path as seen from the root of the tree: "devices/pci0000:00". */
export function devicePath(path: string): string {
  return path.slice('/sys/'.length);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function unlessAbsent<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
