import { readdirSync, readFileSync } from 'node:fs';
import { type NeedyFile, parseNeeds } from './select.ts';

/** The kernel tests below `root` that declare features, in the order of their paths. */
export function needyFiles(root: string): NeedyFile[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter(isSource);
  const found = folders.flatMap(({ name }) =>
    kernelTests(`${root}/${name}`).map((file) => `${name}/${file}`),
  );
  return found.sort().flatMap((file) => parseNeeds(file, readFileSync(`${root}/${file}`, 'utf8')) ?? []);
}

function isSource(entry: { name: string; isDirectory(): boolean }): boolean {
  return entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.');
}

function kernelTests(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return all.filter((name) => name.endsWith('.kernel.test.ts'));
}
