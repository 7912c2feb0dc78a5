import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Each room imports only from itself and from the rooms before it. */
const rooms = ['spec', 'net', 'plan', 'ops', 'kernel', 'invoke', 'skel', 'libcni', 'cnitool', 'testing'];

/** Every source file below a folder, as "lib/net/cidr.ts". */
function sources(...folders: string[]): string[] {
  return folders.flatMap((folder) => {
    const found = readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' });
    return found.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
  });
}

const isTest = (file: string) => file.endsWith('.test.ts');
/** Files that only tests import: fixtures are named test*. */
const isForTests = (file: string) =>
  isTest(file) || /\/test[A-Z]\w*\.ts$/.test(file) || file.startsWith('lib/testing/');
const text = (file: string) => readFileSync(`${root}/${file}`, 'utf8');

/** What a file imports, dynamically and as types too: files as "lib/net/cidr.ts", packages by name. */
function imports(file: string): string[] {
  const found = text(file).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, name = '']) => {
    return name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name;
  });
}

/** "lib/net/cidr.ts imports lib/skel/main.ts" for everything that `allowed` does not permit. */
function violations(files: string[], allowed: (file: string, imported: string) => boolean): string[] {
  return files.flatMap((file) => {
    const wrong = imports(file).filter((imported) => !allowed(file, imported));
    return wrong.map((imported) => `${file} imports ${imported}`);
  });
}

const all = sources('lib', 'plugins', 'ipam', 'bin', 'spec-tests');

test('imports are found, so that the other tests of this file can fail', () => {
  expect(imports('lib/plan/apply.ts')).toContain('lib/spec/errors.ts');
  expect(imports('bin/weft.ts')).toEqual(
    expect.arrayContaining(['lib/kernel/run-bun.ts', 'lib/skel/main.ts']),
  );
  expect(violations(['lib/plan/apply.ts'], () => false)).not.toEqual([]);
});

test('every folder of lib is a room in the list', () => {
  const folders = readdirSync(`${root}/lib`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...rooms].sort());
});

test('a room imports only from the rooms before it', () => {
  const roomOf = (file: string) => rooms.indexOf(file.split('/')[1] ?? '');
  const isAbove = (file: string, imported: string) => {
    if (imported.startsWith('plugins/') || imported.startsWith('ipam/') || imported.startsWith('bin/'))
      return false;
    return !imported.startsWith('lib/') || roomOf(imported) <= roomOf(file);
  };
  expect(
    violations(
      all.filter((file) => file.startsWith('lib/') && !isTest(file)),
      isAbove,
    ),
  ).toEqual([]);
});

test('a plugin imports only from lib and from its own folder', () => {
  const plugins = all.filter((file) => /^(plugins|ipam)\//.test(file));
  const own = (file: string) => file.split('/', 2).join('/');
  const isOwn = (file: string, imported: string) => {
    return !/^(plugins|ipam|bin|spec-tests)\//.test(imported) || own(imported) === own(file);
  };
  expect(violations(plugins, isOwn)).toEqual([]);
});

test('nothing that is installed imports what is for tests', () => {
  const installed = all.filter((file) => !isForTests(file) && !file.startsWith('spec-tests/'));
  expect(violations(installed, (_, imported) => !isForTests(imported))).toEqual([]);
});

test('only lib/kernel starts programs', () => {
  const others = all.filter(
    (file) =>
      !file.startsWith('lib/kernel/') &&
      !isForTests(file) &&
      file !== 'bin/build.ts' &&
      !file.startsWith('spec-tests/'),
  );
  expect(
    violations(others, (_, imported) => !['execa', 'node:child_process', 'child_process'].includes(imported)),
  ).toEqual([]);
});

test('only lib/kernel touches /proc and /sys', () => {
  const mayNot = all.filter(
    (file) => /^(lib|plugins|ipam|bin)\//.test(file) && !file.startsWith('lib/kernel/') && !isForTests(file),
  );
  const touches = mayNot.filter((file) => /['"`]\/(proc|sys)\//.test(withoutComments(text(file))));
  expect(touches).toEqual([]);
});

test('ip-address, which costs milliseconds, is imported by tests alone', () => {
  const importers = all.filter((file) => imports(file).includes('ip-address'));
  expect(importers.filter((file) => !isTest(file))).toEqual([]);
});

test('the runtime that compiles is named in bin/ and in files of lib/kernel that are called after it', () => {
  const named = all.filter((file) => /\bBun\b|\bbun:/.test(withoutComments(text(file))) && !isTest(file));
  const mayName = /^bin\/|^lib\/kernel\/(\w+-bun|bun-\w+\.d)\.ts$/;
  expect(named.filter((file) => !mayName.test(file))).toEqual([]);
});

test('what is installed imports zod in its small form alone', () => {
  const installed = all.filter((file) => !file.startsWith('spec-tests/'));
  expect(violations(installed, (_, imported) => imported !== 'zod')).toEqual([]);
});

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
}
