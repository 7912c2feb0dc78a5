import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { plugins, tools } from '../bin/table.ts';

const root = resolve(import.meta.dirname, '..');
const types = Object.keys(plugins);

/** The folder of a plugin, wherever it is; undefined if there is none. */
function folderOf(type: string): string | undefined {
  return ['plugins', 'ipam'].map((parent) => `${root}/${parent}/${type}`).find((path) => existsSync(path));
}

/** All types that lack something, so that one run tells everything that is left to do. */
function lacking(has: (type: string) => boolean): string[] {
  return types.filter((type) => !has(type));
}

function files(type: string): string[] {
  const folder = folderOf(type);
  return folder === undefined ? [] : readdirSync(folder);
}

test('every row of the table has a folder, and every folder a row', () => {
  const folders = ['plugins', 'ipam'].flatMap((parent) => readdirSync(`${root}/${parent}`));
  expect(folders.sort()).toEqual([...types].sort());
});

test('every plugin is called what its row says', async () => {
  const names: string[] = [];
  for (const row of Object.values(plugins)) names.push((await row.load()).type);
  expect(names).toEqual(types);
});

test('every plugin has a README that begins with its name', () => {
  const hasReadme = (type: string) => {
    const path = `${folderOf(type)}/README.md`;
    return existsSync(path) && readFileSync(path, 'utf8').startsWith(`# ${type}\n`);
  };
  expect(lacking(hasReadme)).toEqual([]);
});

test('every plugin has a test of its compiled executable', () => {
  expect(lacking((type) => files(type).some((name) => name.endsWith('.kernel.test.ts')))).toEqual([]);
});

test('every plugin is in an example of a configuration', () => {
  const networks = readdirSync(`${root}/conf-examples`).filter((name) => name.includes('.conf'));
  const examples = networks.map((name) => readFileSync(`${root}/conf-examples/${name}`, 'utf8'));
  expect(lacking((type) => examples.some((text) => text.includes(`"type": "${type}"`)))).toEqual([]);
});

test('no plugin has the name of a tool', () => {
  expect(types.filter((type) => tools.includes(type))).toEqual([]);
});
