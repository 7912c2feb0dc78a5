import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Place } from './place.ts';

/** Where CNI plugins and runtimes keep state; of /run/netns only the names say anything. */
const stateFolders = ['/var/lib/cni', '/run/cni', '/run/netns'];

/** More of a file than this is not shown. */
const shown = 4096;

/** One line per file and folder with its mode and content. Sorted by path. */
export function fileLines(place: Place): string[] {
  const paths = stateFolders.flatMap((folder) => below(place, folder)).sort();
  return paths.map((path) => `${place.name} file ${path} ${described(place.outside(path))}`);
}

function below(place: Place, folder: string): string[] {
  try {
    const entries = readdirSync(place.outside(folder), { recursive: true, encoding: 'utf8' });
    return [folder, ...entries.map((entry) => `${folder}/${entry}`)];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function described(path: string): string {
  const stat = lstatSync(path);
  const mode = (stat.mode & 0o7777).toString(8);
  if (stat.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  if (stat.isDirectory()) return `folder ${mode}`;
  // A namespace pinned under /run/netns is a file without a size that cannot be read.
  if (!stat.isFile() || path.includes('/run/netns/')) return `special`;
  const content = readFileSync(path, 'utf8');
  return `${mode} ${JSON.stringify(content.slice(0, shown))}${content.length > shown ? ` of ${content.length}` : ''}`;
}
