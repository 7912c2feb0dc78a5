import { readFileSync } from 'node:fs';

interface Entry {
  version?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, Entry>;
};
const names = Object.keys(packages);

test('package-lock.json names a version of every package, and no address to fetch it from', () => {
  expect(names.filter((name) => name !== '' && packages[name]?.version === undefined)).toEqual([]);
  expect(names.filter((name) => packages[name]?.resolved !== undefined)).toEqual([]);
});

test('package-lock.json has the packages for every platform: npm ci refuses it on all of them where one is missing', () => {
  // npm leaves out what the registry in use does not carry, and then finds its own lockfile incomplete.
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  const missing = wanted.filter((name) => !names.some((path) => path.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});
