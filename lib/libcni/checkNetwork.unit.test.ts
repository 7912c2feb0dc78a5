import { mkdirSync, writeFileSync } from 'node:fs';
import { execaRunner } from '../kernel/run.ts';
import { type SpyPlugins, spyPlugins } from '../testing/spyPlugins.ts';
import { addNetwork } from './addNetwork.ts';
import { checkNetwork } from './checkNetwork.ts';
import { parseList } from './parseList.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = spyPlugins();
  for (const type of ['one', 'two', 'three']) spies.plant(type);
});
afterEach(() => spies[Symbol.dispose]());

const attachment = { containerId: 'c', ifName: 'eth0', netns: '/run/netns/x' };
const plugins = [{ type: 'one' }, { type: 'two' }, { type: 'three' }];
const network = (members: object = {}) =>
  parseList(JSON.stringify({ name: 'n', cniVersion: '1.1.0', plugins, ...members }));
const runtime = () => ({ runner: execaRunner, cniPath: spies.path, cacheDir: spies.room, env: {} });
const check = (members: object = {}) => checkNetwork(runtime(), network(members), attachment);
const add = async (members: object = {}) => {
  await addNetwork(runtime(), network(members), attachment);
  spies.forget();
};

describe('checkNetwork', () => {
  test('runs the plugins in order, each with the final result of ADD', async () => {
    await add();
    await check();
    expect(spies.log()).toEqual(['one CHECK', 'two CHECK', 'three CHECK']);
    const prevResults = spies.calls().map(({ stdin }) => stdin.prevResult);
    expect(prevResults).toEqual(Array(3).fill({ cniVersion: '1.1.0', dns: { domain: 'three' } }));
  });

  test("stops at the first failure with that plugin's code", async () => {
    await add();
    spies.plant('two', { CHECK: { exit: 1, stdout: { code: 101, msg: 'no address' } } });
    await expect(check()).rejects.toMatchObject({
      code: 101,
      message: 'plugin "two" of network "n" failed on CHECK: no address',
    });
    expect(spies.log()).toEqual(['one CHECK', 'two CHECK']);
  });

  test('runs nothing and succeeds with disableCheck', async () => {
    await check({ disableCheck: true });
    expect(spies.log()).toEqual([]);
  });

  test.each(['0.1.0', '0.3.1'])('refuses version %s, which has no CHECK, code 1', async (cniVersion) => {
    await expect(check({ cniVersion, disableCheck: true })).rejects.toMatchObject({
      code: 1,
      message: `Cannot check network "n": version "${cniVersion}" has no CHECK, it came with 0.4.0`,
    });
    expect(spies.log()).toEqual([]);
  });

  test('refuses to ask about an attachment that nobody remembers, code 101', async () => {
    await expect(check()).rejects.toMatchObject({
      code: 101,
      message: expect.stringContaining('no record of an ADD'),
    });
    expect(spies.log()).toEqual([]);
  });

  test('fails when what is remembered cannot be understood, code 6', async () => {
    mkdirSync(`${spies.room}/results`);
    for (const content of ['{', '{"cniVersion":"7.0.0"}']) {
      writeFileSync(`${spies.room}/results/n-c-eth0`, content);
      await expect(check()).rejects.toMatchObject({ code: 6 });
    }
    expect(spies.log()).toEqual([]);
  });

  test('says that the ADD was never finished, code 101', async () => {
    spies.plant('two', { ADD: { exit: 1 } });
    await expect(add()).rejects.toThrow();
    await expect(check()).rejects.toMatchObject({
      code: 101,
      message: expect.stringContaining('never finished'),
    });
  });
});
