import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { findPlugin } from './find.ts';

describe('findPlugin', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'find-'));
    for (const folder of ['a', 'b', 'a/folder']) mkdirSync(join(home, folder));
    writeFileSync(join(home, 'b/bridge'), '');
  });
  afterEach(() => rmSync(home, { recursive: true }));
  const along = (...folders: string[]) =>
    folders.map((folder) => (folder === '' ? '' : join(home, folder))).join(':');

  test('takes the first folder that has the file', () => {
    writeFileSync(join(home, 'a/bridge'), '');
    expect(findPlugin('bridge', along('a', 'b'))).toBe(join(home, 'a/bridge'));
    expect(findPlugin('bridge', along('b', 'a'))).toBe(join(home, 'b/bridge'));
  });

  test('passes over folders that do not exist or do not have it', () => {
    expect(findPlugin('bridge', along('nowhere', 'a', 'b'))).toBe(join(home, 'b/bridge'));
  });

  test('follows a link, and does not take a folder or a link to nothing for a file', () => {
    symlinkSync('nothing', join(home, 'a/bridge'));
    expect(findPlugin('bridge', along('a', 'b'))).toBe(join(home, 'b/bridge'));
    symlinkSync('../b/bridge', join(home, 'a/link'));
    expect(findPlugin('link', along('a'))).toBe(join(home, 'a/link'));
    expect(() => findPlugin('folder', along('a'))).toThrow('no such file');
  });

  test('never looks in the working directory for an empty element of the path', () => {
    expect(() => findPlugin('package.json', ':')).toThrow('CNI_PATH names no folder');
    expect(findPlugin('bridge', `::${along('b')}:`)).toBe(join(home, 'b/bridge'));
  });

  test('names the type and all folders it looked in, code 103', () => {
    expect(() => findPlugin('nope', along('a', 'b'))).toThrow(
      expect.objectContaining({
        code: 103,
        message: `Cannot find plugin "nope": no such file in "${home}/a", "${home}/b"`,
      }),
    );
  });

  test.each(['', '.', '..', '../b/bridge', '/bin/true', 'a/b', 'a\\b', 'bridge\0'])(
    'refuses the type %j',
    (type) => {
      expect(() => findPlugin(type, along('a', 'b'))).toThrow(expect.objectContaining({ code: 103 }));
    },
  );

  test('never leaves the folders, whatever the type', () => {
    const part = fc.constantFrom('..', '.', '/', '\\', 'b', 'bridge', '\0', ' ');
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('')),
        (type) => {
          fc.pre(type !== 'bridge');
          expect(() => findPlugin(type, along('b'))).toThrow(expect.objectContaining({ code: 103 }));
        },
      ),
    );
  });
});
