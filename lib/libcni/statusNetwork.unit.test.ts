import { execaRunner } from '../kernel/run.ts';
import { type SpyPlugins, spyPlugins } from '../testing/spyPlugins.ts';
import { parseList } from './parseList.ts';
import { statusNetwork } from './statusNetwork.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = spyPlugins();
  for (const type of ['one', 'two', 'three']) spies.plant(type);
});
afterEach(() => spies[Symbol.dispose]());

const plugins = [{ type: 'one' }, { type: 'two' }, { type: 'three' }];
const status = (cniVersion = '1.1.0') =>
  statusNetwork(
    { runner: execaRunner, cniPath: spies.path, cacheDir: spies.room, env: {} },
    parseList(JSON.stringify({ name: 'n', cniVersion, plugins })),
  );

describe('statusNetwork', () => {
  test('asks every plugin in order, with nothing but its configuration', async () => {
    await status();
    expect(spies.log()).toEqual(['one STATUS', 'two STATUS', 'three STATUS']);
    expect(spies.calls()[1]?.stdin).toEqual({ type: 'two', name: 'n', cniVersion: '1.1.0' });
    expect(spies.calls()[1]?.env).toMatchObject({
      CNI_CONTAINERID: '',
      CNI_NETNS: '',
      CNI_IFNAME: '',
      CNI_ARGS: '',
    });
  });

  test.each([50, 51])('stops at the first plugin that says no, and keeps its code %i', async (code) => {
    spies.plant('two', { STATUS: { exit: 1, stdout: { code, msg: 'not now' } } });
    await expect(status()).rejects.toMatchObject({
      code,
      message: 'plugin "two" of network "n" failed on STATUS: not now',
    });
    expect(spies.log()).toEqual(['one STATUS', 'two STATUS']);
  });

  test('asks nobody before version 1.1.0', async () => {
    await status('1.0.0');
    expect(spies.log()).toEqual([]);
  });
});
