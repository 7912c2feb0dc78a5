import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { cachePath, listCache, readCache, readIntactCache, removeCache, writeCache } from './cache.ts';
import { type CacheEntry, parseEntry, renderEntry } from './cacheEntry.ts';

let cacheDir: string;
beforeEach(() => {
  cacheDir = join(mkdtempSync(join(tmpdir(), 'cache-')), 'cni');
});
afterEach(() => rmSync(join(cacheDir, '..'), { recursive: true }));

const key = { network: 'n', containerId: 'c', ifName: 'eth0' };
const full: CacheEntry = {
  ...key,
  netns: '/run/netns/x',
  args: [
    ['A', 'b'],
    ['C', ''],
  ],
  capabilityArgs: { mac: 'x' },
  config: '{"name":"n","é":1}',
  result: { cniVersion: '1.0.0' },
};
const file = () => `${cacheDir}/results/n-c-eth0`;
function put(content: string, name = 'n-c-eth0'): void {
  mkdirSync(`${cacheDir}/results`, { recursive: true });
  writeFileSync(`${cacheDir}/results/${name}`, content);
}

describe('writeCache', () => {
  test("writes the reference library's format and path", () => {
    writeCache(cacheDir, full);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
      kind: 'cniCacheV1',
      containerId: 'c',
      config: Buffer.from('{"name":"n","é":1}').toString('base64'),
      ifName: 'eth0',
      networkName: 'n',
      netns: '/run/netns/x',
      cniArgs: [
        ['A', 'b'],
        ['C', ''],
      ],
      capabilityArgs: { mac: 'x' },
      result: { cniVersion: '1.0.0' },
    });
  });

  test('leaves out what is empty', () => {
    writeCache(cacheDir, { ...key, config: '', netns: '', args: [], capabilityArgs: {} });
    expect(Object.keys(JSON.parse(readFileSync(file(), 'utf8')))).toEqual([
      'kind',
      'containerId',
      'config',
      'ifName',
      'networkName',
    ]);
  });

  test('lets nobody but its owner read folder and file', () => {
    writeCache(cacheDir, full);
    expect(statSync(`${cacheDir}/results`).mode & 0o777).toBe(0o700);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test('replaces the file as a whole: whoever has the old one open keeps it, and nothing else is left', () => {
    writeCache(cacheDir, full);
    const before = statSync(file()).ino;
    writeCache(cacheDir, { ...full, netns: 'other' });
    expect(statSync(file()).ino).not.toBe(before);
    expect(readdirSync(`${cacheDir}/results`)).toEqual(['n-c-eth0']);
  });

  test('says that it cannot write, code 5, and leaves nothing', () => {
    mkdirSync(file(), { recursive: true });
    expect(() => writeCache(cacheDir, full)).toThrow(
      expect.objectContaining({ code: 5, message: expect.stringContaining(file()) }),
    );
    expect(readdirSync(`${cacheDir}/results`)).toEqual(['n-c-eth0']);
  });

  test('does not take the file of another attachment whose names join to the same, code 104', () => {
    const one = { ...full, network: 'a-b', containerId: 'c' };
    const other = { ...full, network: 'a', containerId: 'b-c' };
    expect(cachePath(cacheDir, one)).toBe(cachePath(cacheDir, other));
    writeCache(cacheDir, one);
    expect(() => writeCache(cacheDir, other)).toThrow(
      expect.objectContaining({
        code: 104,
        message: expect.stringContaining('it belongs to container "c" in network "a-b"'),
      }),
    );
    expect(readCache(cacheDir, other)).toBeUndefined();
    removeCache(cacheDir, other);
    expect(readCache(cacheDir, one)).toMatchObject({ network: 'a-b' });
  });

  test('repairs a broken file', () => {
    put('{');
    writeCache(cacheDir, full);
    expect(readCache(cacheDir, key)).toEqual(full);
  });
});

describe('readCache', () => {
  test('gives back what was written, whatever it holds', () => {
    const text = fc.string({ unit: 'grapheme' });
    const entry = fc.record({
      netns: text.filter(Boolean),
      args: fc.array(fc.tuple(text, text), { minLength: 1 }),
      capabilityArgs: fc.dictionary(text, fc.jsonValue(), { minKeys: 1, noNullPrototype: true }),
      config: text,
      result: fc.dictionary(text, fc.jsonValue(), { noNullPrototype: true }),
    });
    fc.assert(
      fc.property(entry, (given) => {
        const written = { ...key, ...given };
        expect(parseEntry(renderEntry(written), key)).toEqual(JSON.parse(JSON.stringify(written)));
      }),
    );
  });

  test('has nothing where there is no file, no folder, or a file that its writer never filled', () => {
    expect(readCache(cacheDir, key)).toBeUndefined();
    put('');
    expect(readCache(cacheDir, key)).toBeUndefined();
  });

  test('takes a bare result, the format of older libraries', () => {
    put('{"cniVersion":"0.4.0","ips":[]}');
    expect(readCache(cacheDir, key)).toEqual({
      ...key,
      config: '',
      result: { cniVersion: '0.4.0', ips: [] },
    });
  });

  const identity = '"kind":"cniCacheV1","networkName":"n","containerId":"c","ifName":"eth0"';
  test.each([
    ['{', 'not JSON'],
    ['[]', 'not an object'],
    ['{"kind":"cniCacheV1"}', '"networkName": is missing'],
    [`{${identity},"result":5}`, '"result" 5'],
    [`{${identity},"cniArgs":[["a"]]}`, '"cniArgs" [["a"]]'],
  ])('says that %s cannot be understood, code 6', (content, state) => {
    put(content);
    expect(() => readCache(cacheDir, key)).toThrow(
      expect.objectContaining({ code: 6, message: expect.stringContaining(state) }),
    );
    expect(readIntactCache(cacheDir, key)).toBeUndefined();
  });
});

describe('removeCache', () => {
  test('removes a file, also a broken one, and is content when there is none', () => {
    put('{');
    removeCache(cacheDir, key);
    expect(readdirSync(`${cacheDir}/results`)).toEqual([]);
    removeCache(cacheDir, key);
  });
});

describe('listCache', () => {
  test("lists a network's attachments by file name, and passes over what cannot be attributed", () => {
    for (const [containerId, ifName] of [
      ['d', 'eth0'],
      ['c', 'eth1'],
      ['c', 'eth0'],
    ] as const)
      writeCache(cacheDir, { ...full, containerId, ifName });
    writeCache(cacheDir, { ...full, network: 'm' });
    writeCache(cacheDir, { ...full, network: 'n-x' });
    put('{', 'n-broken-eth0');
    put('{"cniVersion":"1.0.0"}', 'n-legacy-eth0');
    put(renderEntry(full), 'n-copy-eth0');
    put(renderEntry(full), '.1-1.tmp');
    const names = listCache(cacheDir, 'n').map(({ containerId, ifName }) => `${containerId} ${ifName}`);
    expect(names).toEqual(['c eth0', 'c eth1', 'd eth0']);
  });

  test('is empty where there is no folder, and says so, code 5, where the folder is none', () => {
    expect(listCache(cacheDir, 'n')).toEqual([]);
    mkdirSync(cacheDir);
    writeFileSync(`${cacheDir}/results`, '');
    expect(() => listCache(cacheDir, 'n')).toThrow(expect.objectContaining({ code: 5 }));
  });
});
