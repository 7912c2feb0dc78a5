import { existsSync, statSync } from '#files';

/** Where Debian and its kin keep ip, nft, iptables and nsenter; runtimes often call plugins with a poor PATH or none. */
const usualFolders = ['/usr/sbin', '/sbin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/local/bin'];
const found = new Map<string, string | undefined>();

/**
 * The path of a program: as given if it has a slash, else the first along PATH and the usual folders; undefined if none.
 * iproute2's `bridge` is looked for beside `ip` before the usual folders: along PATH there may be the plugin of that name.
 */
export function programPath(name: string): string | undefined {
  if (name.includes('/')) return name;
  if (!found.has(name)) found.set(name, search(name));
  return found.get(name);
}

function search(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const first = name === 'bridge' ? [programPath('ip')?.replace(/\/ip$/, '') ?? ''] : folders;
  return [...first, ...usualFolders].map((folder) => `${folder}/${name}`).find(isFile);
}

/** A folder that cannot be looked into has no program for us. Most have none: asked first whether it is there at all. */
function isFile(path: string): boolean {
  return existsSync(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
