import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** The absolute paths of folders. Throws if one is none. */
export function absoluteFolders(given: readonly string[]): string[] {
  return given.map((folder) => {
    const path = resolve(folder);
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found?.isDirectory())
      throw new Error(`Cannot look for plugins in "${folder}": ${found ? 'not a folder' : 'no such folder'}`);
    return path;
  });
}

/** Names of all executable files of the folders, each once, sorted. */
export function executables(folders: readonly string[]): string[] {
  const names = folders.flatMap((folder) =>
    readdirSync(folder).filter((name) => isExecutable(`${folder}/${name}`)),
  );
  return [...new Set(names)].sort();
}

/** True if one of the folders has an executable of that name. */
export function hasPlugin(folders: readonly string[], type: string): boolean {
  return folders.some((folder) => isExecutable(`${folder}/${type}`));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
