/** That the documents are true where it can be told without running anything. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plugins } from '../../bin/table.ts';
import { Code } from '../../lib/spec/errors.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(checkout, path), 'utf8');
const below = (folder: string) =>
  readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
    join(folder, path),
  );

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...['docs', 'plugins', 'ipam', 'spec-tests'].flatMap(below).filter((path) => path.endsWith('.md')),
];

test.each(documents)('every link in %s leads somewhere', (document) => {
  const links = [...read(document).matchAll(/(?<!\\)\]\((?!https?:)([^)]+)\)/g)].map(([, link = '']) => link);
  const missing = links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? document : normalize(join(dirname(document), path));
    if (!existsSync(join(checkout, target))) return true;
    return anchor !== undefined && !anchors(read(target)).includes(anchor);
  });
  expect(missing).toEqual([]);
});

/** As the usual renderers make them of headings. */
function anchors(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

test('the README has a row for every plugin', () => {
  const rows = [...read('README.md').matchAll(/^\| `([a-z-]+)` +\| (?:interface|chained|IPAM) /gm)].map(
    ([, type]) => type,
  );
  expect(rows.sort()).toEqual(Object.keys(plugins).sort());
});

test('docs/architecture.md has a row for every error code', () => {
  const rows = [...read('docs/architecture.md').matchAll(/^\| +(\d+) \| `(\w+)` /gm)].map(
    ([, code, name]) => [name, Number(code)],
  );
  expect(Object.fromEntries(rows)).toEqual(Code);
});

test('docs/architecture.md has a row for every room of lib', () => {
  const rooms = [...read('docs/architecture.md').matchAll(/^\| `lib\/(\w+)` /gm)].map(
    ([, room = '']) => room,
  );
  expect(rooms.sort()).toEqual(readdirSync(join(checkout, 'lib')).sort());
});
