import { CniError, Code } from '../spec/errors.ts';
import { versions } from '../spec/version.ts';
import { dispatch } from './dispatch.ts';
import type { Plugin } from './plugin.ts';
import type { World } from './world.ts';

const world = {} as World; // the plugins of these tests reach nothing outside

const env = { CNI_CONTAINERID: 'c1', CNI_NETNS: '/x', CNI_IFNAME: 'eth0', CNI_PATH: '/x' };

/** A plugin that does what a test tells it to, and writes down which command it was called for. */
function spy(behaviour: Partial<Plugin<unknown>> = {}): { plugin: Plugin<unknown>; calls: string[] } {
  const calls: string[] = [];
  const note = (name: string) => async () => void calls.push(name);
  const plugin: Plugin<unknown> = {
    type: 'spy',
    kind: 'ipam',
    summary: 'writes down its calls',
    parse: () => ({}),
    add: async () => {
      calls.push('ADD');
      return { cniVersion: '1.1.0', ips: [{ address: '10.1.2.3/24' }] };
    },
    del: note('DEL'),
    check: note('CHECK'),
    gc: note('GC'),
    status: note('STATUS'),
    ...behaviour,
  };
  return { plugin, calls };
}

async function call(command: string, conf: unknown, { plugin } = spy(), more: Record<string, string> = {}) {
  const stdin = typeof conf === 'string' ? conf : JSON.stringify(conf);
  const output = await dispatch(
    async () => plugin,
    { env: { ...env, CNI_COMMAND: command, ...more }, stdin },
    world,
  );
  return { ...output, json: output.stdout === '' ? undefined : JSON.parse(output.stdout) };
}

const conf = { cniVersion: '1.1.0', name: 'n', type: 'spy' };

describe('dispatch()', () => {
  test.each([...versions])('answers ADD in version %s', async (version) => {
    const { exitCode, json } = await call('ADD', { ...conf, cniVersion: version });
    expect(exitCode).toBe(0);
    expect(json.cniVersion).toBe(version);
    expect(version < '0.3.0' ? json.ip4.ip : json.ips[0].address).toBe('10.1.2.3/24');
  });

  test.each(['DEL', 'CHECK', 'STATUS'])('calls the plugin for %s and says nothing', async (command) => {
    const own = spy();
    expect(await call(command, conf, own)).toEqual({ exitCode: 0, stdout: '', json: undefined });
    expect(own.calls).toEqual([command]);
  });

  test('hands the valid attachments to GC, and refuses GC without any list', async () => {
    const own = spy();
    const list = { 'cni.dev/valid-attachments': [{ containerID: 'a', ifname: 'eth0' }] };
    expect((await call('GC', { ...conf, ...list }, own)).exitCode).toBe(0);
    expect(own.calls).toEqual(['GC']);
    expect((await call('GC', conf, own)).json).toMatchObject({
      code: 7,
      msg: expect.stringContaining('cni.dev/valid-attachments'),
    });
  });

  test.each([
    ['CHECK', '0.3.1'],
    ['GC', '1.0.0'],
    ['STATUS', '1.0.0'],
    ['CHECK', undefined],
  ])('refuses %s in version %s, before the plugin sees it', async (command, cniVersion) => {
    const own = spy();
    const { exitCode, json } = await call(command, { ...conf, cniVersion }, own);
    expect(exitCode).toBe(1);
    expect(json).toMatchObject({ code: 1, msg: expect.stringContaining(command) });
    expect(own.calls).toEqual([]);
  });

  test.each([
    ['', 6],
    ['{', 6],
    ['[]', 6],
    ['"x"', 6],
    ['{}{}', 6],
    ['\ufeff{}', 6],
    ['{}', 7],
    [{ cniVersion: '1.1.0' }, 7],
    [{ ...conf, name: 'te%%st' }, 7],
    [{ ...conf, name: 5 }, 7],
    [{ ...conf, cniVersion: '99.0.0' }, 1],
    [{ ...conf, cniVersion: 'abc' }, 1],
    [{ ...conf, cniVersion: 5 }, 6],
    [{ ...conf, ipam: 'x' }, 7],
    [{ ...conf, ipam: { type: '../x' } }, 7],
    [{ ...conf, prevResult: 'x' }, 7],
    [{ ...conf, prevResult: { cniVersion: '1.1.0', ips: [{ address: 'x' }] } }, 6],
    [{ ...conf, runtimeConfig: [] }, 7],
    [`{"name":"n","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 6],
  ])('refuses the configuration %j with code %i', async (text, code) => {
    const own = spy();
    const { exitCode, json } = await call('ADD', text, own);
    expect({ exitCode, code: json.code }).toEqual({ exitCode: 1, code });
    expect(json.msg).toMatch(/^Cannot /);
    expect(own.calls).toEqual([]);
  });

  test.each([
    ['ADD', 1],
    ['CHECK', 1],
    ['DEL', 0],
    ['STATUS', 0],
  ])('reads CNI_ARGS for %s: exit status %i if they cannot be read', async (command, exitCode) => {
    const output = await call(command, conf, spy({ parse: ({ args }) => ({ ...args }) }), {
      CNI_ARGS: 'FOO',
    });
    expect(output.exitCode).toBe(exitCode);
    if (exitCode) expect(output.json).toMatchObject({ code: 4, msg: expect.stringContaining('CNI_ARGS') });
  });

  test('reads no CNI_ARGS for a plugin that takes none', async () => {
    expect((await call('ADD', conf, spy(), { CNI_ARGS: 'FOO' })).exitCode).toBe(0);
  });

  test('writes the error in the version of the configuration', async () => {
    const { json } = await call('ADD', { ...conf, cniVersion: '0.4.0', ipam: 'x' });
    expect(json).toMatchObject({ cniVersion: '0.4.0', code: 7 });
  });

  test("passes a plugin's error on, code, message and details", async () => {
    const own = spy({ add: () => Promise.reject(new CniError(Code.tryAgainLater, 'Cannot now', 'later')) });
    expect(await call('ADD', conf, own)).toMatchObject({
      exitCode: 1,
      json: { cniVersion: '1.1.0', code: 11, msg: 'Cannot now', details: 'later' },
    });
  });

  test('makes an error object of a crash, without a stack trace', async () => {
    const own = spy({
      add: () => {
        throw new TypeError('undefined is not a function');
      },
    });
    const { exitCode, json, stdout } = await call('ADD', conf, own);
    expect({ exitCode, code: json.code }).toEqual({ exitCode: 1, code: Code.internal });
    expect(stdout).not.toMatch(/\bat .*\.ts/);
  });

  test.each([
    ['{"cniVersion":"0.4.0"}', '0.4.0'],
    ['{"cniVersion":"0.0.0"}', '0.0.0'],
    ['', '1.1.0'],
    ['rubbish', '1.1.0'],
    ['{"cniVersion":5}', '1.1.0'],
  ])('answers VERSION to %j in version %s, without loading the plugin', async (stdin, version) => {
    const load = () => Promise.reject(new Error('loaded'));
    const output = await dispatch(load, { env: { CNI_COMMAND: 'VERSION' }, stdin }, world);
    expect(output.exitCode).toBe(0);
    expect(JSON.parse(output.stdout)).toEqual({ cniVersion: version, supportedVersions: [...versions] });
  });
});
