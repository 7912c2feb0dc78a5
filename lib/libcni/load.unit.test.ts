import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadFile, loadNetwork } from './load.ts';
import { parseList } from './parseList.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'net.d-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: object | string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
}
const list = (name: string, ...types: string[]) => ({ name, plugins: types.map((type) => ({ type })) });
const single = (name: string, type: string) => ({ name, type });
const load = (name = 'n') => loadNetwork(folder, name);
const types = (name?: string) => load(name).plugins.map(({ type }) => type);

describe('loadNetwork', () => {
  test('finds a list by its name, not by its file', () => {
    write('10-a.conflist', list('a', 'bridge'));
    write('20-n.conflist', list('n', 'ptp', 'portmap'));
    expect(types()).toEqual(['ptp', 'portmap']);
  });

  test('takes the first of two with the same name, in the order of bytes', () => {
    write('B.conflist', list('n', 'upper'));
    write('a.conflist', list('n', 'lower'));
    write('é.conflist', list('n', 'accent'));
    expect(types()).toEqual(['upper']);
    rmSync(join(folder, 'B.conflist'));
    expect(types()).toEqual(['lower']);
  });

  test('sorts by bytes where JavaScript would sort by UTF-16 units', () => {
    write('\u{1f600}.conflist', list('n', 'beyond'));
    write('\uff01.conflist', list('n', 'within'));
    expect(types()).toEqual(['within']);
  });

  test('prefers any list to any single plugin, whatever their numbers', () => {
    write('49-n.conf', single('n', 'conf'));
    write('50-n.conflist', list('n', 'list'));
    expect(types()).toEqual(['list']);
  });

  test('falls back on .conf and .json, sorted together, when no list has the name', () => {
    write('10-a.conflist', list('a', 'bridge'));
    write('20-n.json', single('n', 'json'));
    write('30-n.conf', single('n', 'conf'));
    expect(types()).toEqual(['json']);
  });

  test('knows a file by what follows its last dot, in exact case, hidden files included', () => {
    write('x.conflist~', 'broken');
    write('x.conf.bak', 'broken');
    write('x.CONFLIST', 'broken');
    write('conflist', 'broken');
    write('.hidden.conflist', list('n', 'hidden'));
    expect(types()).toEqual(['hidden']);
    rmSync(join(folder, '.hidden.conflist'));
    write('.conf', single('n', 'bare'));
    expect(types()).toEqual(['bare']);
  });

  test('follows links to files, and leaves folders and links to them alone', () => {
    write('deep/n.conflist', list('n', 'deep'));
    write('10-folder.conflist/x', '');
    symlinkSync('deep', join(folder, '20-link.conflist'));
    expect(() => load()).toThrow('no configuration in');
    symlinkSync('deep/n.conflist', join(folder, '30-link.conflist'));
    expect(types()).toEqual(['deep']);
  });

  test.each([
    ['is not JSON', 'x.conflist', '{', 6],
    ['has no type', 'x.conflist', '{"name":"other","plugins":[{}]}', 7],
    ['has no plugins', 'x.conflist', '{"name":"other"}', 7],
  ])(
    'fails with the error of an earlier file that %s, and never reads a later one',
    (_, file, content, code) => {
      write(`20-${file}`, content);
      write('10-n.conflist', list('n', 'fine'));
      expect(types()).toEqual(['fine']);
      write('30-n.conflist', list('m', 'hidden'));
      const named = expect.stringContaining(`Cannot load "${folder}/20-${file}": `);
      expect(() => load('m')).toThrow(expect.objectContaining({ code, message: named }));
    },
  );

  test('fails on a .conf that holds a list', () => {
    write('10-x.conf', list('x', 'bridge'));
    write('20-n.conf', single('n', 'bridge'));
    expect(() => load()).toThrow(`Cannot load "${folder}/10-x.conf": Cannot use "type": is missing`);
  });

  test('fails on a link to nothing, code 5: it may hide the network', () => {
    symlinkSync('nothing', join(folder, '10-x.conflist'));
    write('20-n.conflist', list('n', 'bridge'));
    expect(() => load()).toThrow(expect.objectContaining({ code: 5 }));
  });

  test('says that a folder is missing, empty, or has other networks only', () => {
    const state = (text: string) =>
      expect.objectContaining({ code: 7, message: `Cannot load network "n": ${text}` });
    expect(() => loadNetwork(`${folder}/gone`, 'n')).toThrow(state(`no configuration in "${folder}/gone"`));
    expect(() => load()).toThrow(state(`no configuration in "${folder}"`));
    write('a.conflist', list('a', 'x'));
    write('b.conf', single('b', 'x'));
    expect(() => load()).toThrow(state(`"${folder}" has only "a", "b"`));
  });

  test('says that a folder cannot be read', () => {
    write('file', '');
    expect(() => loadNetwork(`${folder}/file`, 'n')).toThrow(expect.objectContaining({ code: 5 }));
  });

  test.each(['', '../n', 'a b', 'n\n'])('refuses the name %j before it reads anything', (name) => {
    write('x.conflist', 'broken');
    expect(() => load(name)).toThrow(
      expect.objectContaining({ code: 7, message: expect.stringContaining('network name') }),
    );
  });
});

describe('loadFile', () => {
  test('adds the plugins in the folder beside a list that bears its name, by file name, after its own', () => {
    write('10.conflist', list('n', 'inlined'));
    write('n/20-b.conf', { type: 'second' });
    write('n/10-a.conf', { type: 'first' });
    expect(types()).toEqual(['inlined', 'first', 'second']);
  });

  test('takes all plugins from the folder when the list has none', () => {
    write('10.conflist', { name: 'n' });
    write('n/a.conf', { type: 'only' });
    expect(types()).toEqual(['only']);
  });

  test('reads nothing but .conf files there', () => {
    write('10.conflist', list('n', 'inlined'));
    for (const file of ['a.json', 'a.conflist', 'a.conf~', 'sub.conf/a.conf']) write(`n/${file}`, 'broken');
    expect(types()).toEqual(['inlined']);
  });

  test('fails as a whole when one of them is broken', () => {
    write('10.conflist', list('n', 'inlined'));
    write('n/a.conf', { type: 'fine' });
    write('n/b.conf', { typo: 'x' });
    expect(() => load()).toThrow(`Cannot load "${folder}/n/b.conf": Cannot use "type": is missing`);
  });

  test('ignores the folder, broken as it may be, with loadOnlyInlinedPlugins', () => {
    write('10.conflist', { ...list('n', 'inlined'), loadOnlyInlinedPlugins: true });
    write('n/a.conf', 'broken');
    expect(types()).toEqual(['inlined']);
  });

  test('never follows a name that is no plain folder', () => {
    write('sub/10.conflist', list('../evil', 'inlined'));
    write('evil/a.conf', { type: 'evil' });
    expect(loadFile(`${folder}/sub/10.conflist`).plugins).toHaveLength(1);
  });

  test('consults no folder for a single plugin', () => {
    write('10.conf', single('n', 'alone'));
    write('n/a.conf', { type: 'other' });
    expect(types()).toEqual(['alone']);
  });

  test('keeps a source that means the same network without the folder', () => {
    write('10.conflist', { ...list('n', 'inlined'), cniVersion: '1.0.0', extra: 1 });
    write('n/a.conf', { type: 'added', mtu: 1 });
    const network = load();
    const again = parseList(network.source);
    expect(again).toEqual({ ...network, loadOnlyInlinedPlugins: true, source: network.source });
    expect(JSON.parse(network.source)).toMatchObject({ extra: 1 });
  });
});
