import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { execaRunner } from '../kernel/run.ts';
import { type SpyPlugins, spyPlugins } from '../testing/spyPlugins.ts';
import { addNetwork } from './addNetwork.ts';
import { readCache, writeCache } from './cache.ts';
import { delNetwork } from './delNetwork.ts';
import { parseList } from './parseList.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = spyPlugins();
  for (const type of ['one', 'two', 'three']) spies.plant(type);
});
afterEach(() => spies[Symbol.dispose]());

const attachment = { containerId: 'c', ifName: 'eth0' };
const key = { ...attachment, network: 'n' };
const plugins = [{ type: 'one' }, { type: 'two', capabilities: { mac: true } }, { type: 'three' }];
const network = (cniVersion = '1.1.0') => parseList(JSON.stringify({ name: 'n', cniVersion, plugins }));
const runtime = () => ({ runner: execaRunner, cniPath: spies.path, cacheDir: spies.room, env: {} });
const del = (parameters: object = {}, version?: string) =>
  delNetwork(runtime(), network(version), { ...attachment, ...parameters });
const file = () => `${spies.room}/results/n-c-eth0`;
const prevResults = () => spies.calls().map(({ stdin }) => stdin.prevResult);

async function added(version?: string): Promise<void> {
  const parameters = { netns: '/run/netns/x', args: [['A', '1']] as const, capabilityArgs: { mac: 'm' } };
  await addNetwork(runtime(), network(version), { ...attachment, ...parameters });
  spies.forget();
}

describe('delNetwork', () => {
  test('runs the plugins in reverse, each with the final result of ADD, then forgets the attachment', async () => {
    await added();
    await del();
    expect(spies.log()).toEqual(['three DEL', 'two DEL', 'one DEL']);
    expect(prevResults()).toEqual(Array(3).fill({ cniVersion: '1.1.0', dns: { domain: 'three' } }));
    expect(existsSync(file())).toBe(false);
  });

  test("brings the remembered result to the network's present version", async () => {
    await added('1.1.0');
    await del({}, '0.4.0');
    expect(prevResults()[0]).toEqual({ cniVersion: '0.4.0', dns: { domain: 'three' } });
  });

  test.each(['0.1.0', '0.3.1'])(
    'sends no prevResult in version %s, and still forgets the attachment',
    async (version) => {
      await added(version);
      await del({}, version);
      expect(prevResults()).toEqual([undefined, undefined, undefined]);
      expect(existsSync(file())).toBe(false);
    },
  );

  test('takes what the caller does not say from the cache', async () => {
    await added();
    await del();
    expect(spies.calls()[1]).toMatchObject({
      env: { CNI_NETNS: '/run/netns/x', CNI_ARGS: 'A=1' },
      stdin: { runtimeConfig: { mac: 'm' } },
    });
  });

  test('believes the caller over the cache, also about a namespace that is gone', async () => {
    await added();
    await del({ netns: '', args: [['B', '2']], capabilityArgs: {} });
    const [, call] = spies.calls();
    expect(call?.env).toMatchObject({ CNI_NETNS: '', CNI_ARGS: 'B=2' });
    expect(call?.stdin).not.toHaveProperty('runtimeConfig');
  });

  test('may be repeated: the plugins run again, without prevResult', async () => {
    await added();
    await del();
    spies.forget();
    await del();
    expect(spies.log()).toEqual(['three DEL', 'two DEL', 'one DEL']);
    expect(prevResults()).toEqual([undefined, undefined, undefined]);
  });

  test("stops at the first failure with that plugin's code, and remembers the attachment", async () => {
    await added();
    spies.plant('two', { DEL: { exit: 1, stdout: { code: 11, msg: 'busy' } } });
    await expect(del()).rejects.toMatchObject({
      code: 11,
      message: 'plugin "two" of network "n" failed on DEL: busy',
    });
    expect(spies.log()).toEqual(['three DEL', 'two DEL']);
    expect(readCache(spies.room, key)?.result).toBeDefined();
  });

  test('fails when an executable is missing', async () => {
    const gone = parseList('{"name":"n","plugins":[{"type":"gone"}]}');
    await expect(delNetwork(runtime(), gone, attachment)).rejects.toMatchObject({
      code: 103,
      message: expect.stringContaining(
        'plugin "gone" of network "n" failed on DEL: Cannot find plugin "gone"',
      ),
    });
  });

  test.each(['{', '', '{"kind":"cniCacheV1","result":{"cniVersion":"7.0.0"}}', '{"ips":5}'])(
    'ignores what it cannot understand in the cache (%s)',
    async (content) => {
      mkdirSync(`${spies.room}/results`);
      writeFileSync(file(), content);
      await del();
      expect(prevResults()).toEqual([undefined, undefined, undefined]);
      expect(existsSync(file())).toBe(false);
    },
  );

  test('takes the bare result that older libraries cached', async () => {
    mkdirSync(`${spies.room}/results`);
    writeFileSync(file(), '{"cniVersion":"1.1.0","dns":{"domain":"old"}}');
    await del();
    expect(prevResults()[0]).toEqual({ cniVersion: '1.1.0', dns: { domain: 'old' } });
    expect(existsSync(file())).toBe(false);
  });

  test('neither uses nor removes the file of another attachment whose names join to the same', async () => {
    const other = {
      network: 'n-c',
      containerId: 'eth0',
      ifName: 'x',
      config: '',
      result: { cniVersion: '1.1.0' },
    };
    writeCache(spies.room, other);
    await delNetwork(runtime(), network(), { containerId: 'c-eth0', ifName: 'x' });
    expect(prevResults()).toEqual([undefined, undefined, undefined]);
    expect(readCache(spies.room, other)).toBeDefined();
  });

  test('ignores whatever a plugin prints when it succeeds', async () => {
    spies.plant('two', { DEL: { stdout: 'deleted!' } });
    await del();
    expect(spies.log()).toHaveLength(3);
  });

  test.each([{ containerId: '../../x' }, { ifName: '..' }])(
    'refuses %j before any path is made of it',
    async (parameters) => {
      await expect(del(parameters)).rejects.toMatchObject({ code: 4 });
      expect(spies.log()).toEqual([]);
    },
  );
});
