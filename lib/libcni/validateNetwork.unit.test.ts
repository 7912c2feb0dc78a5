import { execaRunner } from '../kernel/run.ts';
import { type SpyPlugins, spyPlugins } from '../testing/spyPlugins.ts';
import { parseList } from './parseList.ts';
import { pluginVersions } from './pluginVersions.ts';
import { validateNetwork } from './validateNetwork.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = spyPlugins();
});
afterEach(() => spies[Symbol.dispose]());

const runtime = () => ({ runner: execaRunner, cniPath: spies.path, cacheDir: spies.room, env: {} });
const plant = (type: string, ...supportedVersions: string[]) =>
  spies.plant(type, { VERSION: { stdout: { cniVersion: '1.1.0', supportedVersions } } });

describe('pluginVersions', () => {
  const ask = (answer: object) => {
    spies.plant('x', { VERSION: answer });
    return pluginVersions(runtime(), 'x');
  };

  test('returns what the plugin reports, and where it was found', async () => {
    plant('x', '0.4.0', '1.0.0');
    expect(await pluginVersions(runtime(), 'x')).toEqual({
      type: 'x',
      file: `${spies.path}/x`,
      versions: ['0.4.0', '1.0.0'],
    });
    expect(spies.calls()[0]).toMatchObject({
      stdin: { cniVersion: '1.1.0' },
      env: { CNI_COMMAND: 'VERSION', CNI_CONTAINERID: '' },
    });
  });

  test('knows how plugins from before the answer had a list, or the command existed, answer', async () => {
    expect((await ask({ stdout: { cniVersion: '0.2.0' } })).versions).toEqual(['0.1.0', '0.2.0']);
    const unknown = { exit: 1, stdout: { code: 4, msg: 'unknown CNI_COMMAND: VERSION' } };
    expect((await ask(unknown)).versions).toEqual(['0.1.0']);
  });

  test.each([
    ['', 'it is empty'],
    ['{"supportedVersions":["1.0.0"]}', '"cniVersion": is missing'],
    ['{"cniVersion":"1.0.0"}', '"supportedVersions": is missing'],
    ['{"cniVersion":"1.0.0","supportedVersions":"1.0.0"}', 'not a list'],
  ])('refuses the answer %s, code 6', async (stdout, state) => {
    await expect(ask({ stdout })).rejects.toMatchObject({ code: 6, message: expect.stringContaining(state) });
  });
});

describe('validateNetwork', () => {
  const validate = (cniVersion: string, ...plugins: object[]) =>
    validateNetwork(runtime(), parseList(JSON.stringify({ name: 'n', cniVersion, plugins })));

  test('returns the capabilities of a network whose plugins all support its version', async () => {
    plant('one', '0.4.0', '1.0.0');
    plant('two', '1.0.0');
    const capabilities = { portMappings: true, ips: false };
    const both = [
      { type: 'one', capabilities },
      { type: 'two', capabilities: { mac: true, portMappings: true } },
    ];
    expect(await validate('1.0.0', ...both)).toEqual(['mac', 'portMappings']);
  });

  test('lists everything that is wrong, code 7', async () => {
    plant('one', '0.4.0');
    plant('two', '1.0.0');
    await expect(validate('1.0.0', { type: 'one' }, { type: 'two' }, { type: 'gone' })).rejects.toMatchObject(
      {
        code: 7,
        message: 'Cannot use network "n": 2 of its plugins would fail',
        details: [
          'plugin "one" does not support version "1.0.0", only "0.4.0"',
          `plugin "gone": Cannot find plugin "gone": no such file in "${spies.path}"`,
        ].join('\n'),
      },
    );
  });
});
