import { chmodSync, existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { execaRunner } from '../kernel/run.ts';
import { type SpyPlugins, spyPlugins } from '../testing/spyPlugins.ts';
import { addNetwork } from './addNetwork.ts';
import { readCache } from './cache.ts';
import { checkNetwork } from './checkNetwork.ts';
import { delNetwork } from './delNetwork.ts';
import { parseList } from './parseList.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = spyPlugins();
  for (const type of ['one', 'two', 'three']) spies.plant(type);
});
afterEach(() => spies[Symbol.dispose]());

const attachment = { containerId: 'c', ifName: 'eth0', netns: '/run/netns/x' };
const key = { ...attachment, network: 'n' };
const plugins = [{ type: 'one' }, { type: 'two' }, { type: 'three' }];
const network = (members: object = {}) =>
  parseList(JSON.stringify({ name: 'n', cniVersion: '1.1.0', plugins, ...members }));
const runtime = () => ({
  runner: execaRunner,
  cniPath: spies.path,
  cacheDir: spies.room,
  env: { OTHER: 'kept', CNI_ARGS: 'old' },
});
const add = (members: object = {}, parameters: object = {}, undo?: boolean) =>
  addNetwork(runtime(), network(members), { ...attachment, ...parameters }, { undo: undo ?? false });
const stdins = () => spies.calls().map(({ stdin }) => stdin);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: { code: number; message: string; details?: string }) => error,
  );

describe('addNetwork', () => {
  test('runs the plugins in order, each with the result of the one before, the first with none', async () => {
    const given = [
      { type: 'one', prevResult: { cniVersion: '1.1.0', dns: { domain: 'static' } } },
      ...plugins.slice(1),
    ];
    await add({ plugins: given });
    expect(spies.log()).toEqual(['one ADD', 'two ADD', 'three ADD']);
    expect(stdins()).toEqual([
      { type: 'one', name: 'n', cniVersion: '1.1.0' },
      {
        type: 'two',
        name: 'n',
        cniVersion: '1.1.0',
        prevResult: { cniVersion: '1.1.0', dns: { domain: 'one' } },
      },
      {
        type: 'three',
        name: 'n',
        cniVersion: '1.1.0',
        prevResult: { cniVersion: '1.1.0', dns: { domain: 'two' } },
      },
    ]);
  });

  test('returns the last result, with keys that nobody knows, and the same in the newest shape', async () => {
    const stdout = {
      cniVersion: '0.4.0',
      ips: [{ version: '4', address: '10.0.0.2/24' }],
      unknown: { x: 1 },
    };
    spies.plant('three', { ADD: { stdout } });
    expect(await add({ cniVersion: '0.4.0' })).toEqual({
      json: stdout,
      result: { cniVersion: '1.1.0', ips: [{ address: '10.0.0.2/24' }] },
    });
  });

  test.each([
    ['0.1.0', { ip4: { ip: '10.0.0.2/24' } }],
    ['0.2.0', { ip4: { ip: '10.0.0.2/24' } }],
    ['0.3.0', { ips: [{ version: '4', address: '10.0.0.2/24' }] }],
    ['0.3.1', { ips: [{ version: '4', address: '10.0.0.2/24' }] }],
    ['0.4.0', { ips: [{ version: '4', address: '10.0.0.2/24' }] }],
    ['1.0.0', { ips: [{ address: '10.0.0.2/24' }] }],
    ['1.1.0', { ips: [{ address: '10.0.0.2/24' }] }],
  ])(
    "brings a result of version %s to the network's version, for the next plugin and for the caller",
    async (cniVersion, result) => {
      spies.plant('one', { ADD: { stdout: { cniVersion, ...result } } });
      spies.plant('two', { ADD: { stdout: { cniVersion, ...result } } });
      const added = await add({ cniVersion: '1.0.0', plugins: plugins.slice(0, 2) });
      const converted = { cniVersion: '1.0.0', ips: [{ address: '10.0.0.2/24' }] };
      expect(stdins()[1]).toMatchObject({ prevResult: converted });
      expect(added.json).toEqual(converted);
    },
  );

  test('takes a result without version for one of the version asked for', async () => {
    spies.plant('three', { ADD: { stdout: { cniVersion: '' } } });
    expect((await add({ cniVersion: '0.3.1' })).json).toEqual({ cniVersion: '0.3.1' });
  });

  test.each([
    ['nothing', ''],
    ['no JSON', 'done'],
    ['two documents', '{}{}'],
    ['a version that nobody knows', '{"cniVersion":"7.0.0"}'],
    ['an address that is none', '{"cniVersion":"1.1.0","ips":[{"address":"10.0.0.300/24"}]}'],
  ])('fails with code 6, naming plugin and network, when a plugin prints %s', async (_, stdout) => {
    spies.plant('two', { ADD: { stdout } });
    const error = await failure(add());
    expect(error).toMatchObject({
      code: 6,
      message: expect.stringMatching(/^plugin "two" of network "n" failed on ADD: /),
    });
    expect(spies.log()).toEqual(['one ADD', 'two ADD']);
  });

  test("gives every plugin the same environment: the caller's, and all six variables", async () => {
    await add(
      {},
      {
        args: [
          ['A', '1'],
          ['B', 'x=y'],
        ],
      },
    );
    const [one, ...others] = spies.calls().map(({ env: { _, PWD, SHLVL, ...env } }) => env);
    expect(one).toEqual({
      OTHER: 'kept',
      CNI_COMMAND: 'ADD',
      CNI_CONTAINERID: 'c',
      CNI_NETNS: '/run/netns/x',
      CNI_IFNAME: 'eth0',
      CNI_ARGS: 'A=1;B=x=y',
      CNI_PATH: spies.path,
    });
    expect(others).toEqual([one, one]);
  });

  test('sets variables that have nothing to say to the empty text, so that none is inherited', async () => {
    await add();
    expect(spies.calls()[0]?.env).toMatchObject({ CNI_ARGS: '' });
    expect(spies.calls().map(({ argc }) => argc)).toEqual([0, 0, 0]);
  });

  test('runs plugins in the network namespace of the caller', async () => {
    spies.plant('one', {
      ADD: { before: `/bin/readlink /proc/self/ns/net > "${spies.room}/ns"`, stdout: {} },
    });
    await add({ plugins: [plugins[0]] });
    expect(readFileSync(`${spies.room}/ns`, 'utf8').trim()).toBe(readlinkSync('/proc/self/ns/net'));
  });

  test('hands runtimeConfig to the plugins that declare the capability', async () => {
    const declaring = [
      { type: 'one', capabilities: { mac: true } },
      { type: 'two', capabilities: { mac: false } },
    ];
    await add({ plugins: declaring }, { capabilityArgs: { mac: 'c2:11:22:33:44:55', ips: [] } });
    expect(stdins().map(({ runtimeConfig }) => runtimeConfig)).toEqual([
      { mac: 'c2:11:22:33:44:55' },
      undefined,
    ]);
  });

  test('remembers the attachment, so that another process can check and delete it', async () => {
    await add({}, { args: [['A', '1']], capabilityArgs: { mac: 'x' } });
    const result = { cniVersion: '1.1.0', dns: { domain: 'three' } };
    expect(readCache(spies.room, key)).toEqual({
      ...key,
      args: [['A', '1']],
      capabilityArgs: { mac: 'x' },
      config: network().source,
      result,
    });
    spies.forget();
    await checkNetwork(runtime(), network(), attachment);
    await delNetwork(runtime(), network(), attachment);
    expect(stdins().map(({ prevResult }) => prevResult)).toEqual(Array(6).fill(result));
  });

  test('keeps two interfaces of one container apart', async () => {
    await add();
    await add({}, { ifName: 'eth1' });
    await delNetwork(runtime(), network(), attachment);
    expect(readCache(spies.room, { ...key, ifName: 'eth1' })?.result).toBeDefined();
    expect(readCache(spies.room, key)).toBeUndefined();
  });

  test("stops at the first failure with that plugin's code and details", async () => {
    spies.plant('two', { ADD: { exit: 1, stdout: { code: 11, msg: 'later', details: 'why' } } });
    expect(await failure(add())).toMatchObject({
      code: 11,
      message: 'plugin "two" of network "n" failed on ADD: later',
      details: 'why',
    });
    expect(spies.log()).toEqual(['one ADD', 'two ADD']);
  });

  test('leaves the DEL for a failure to the caller, who finds the attachment in the cache without a result', async () => {
    spies.plant('two', { ADD: { exit: 1 } });
    await failure(add());
    expect(readCache(spies.room, key)).toMatchObject({ netns: '/run/netns/x', result: undefined });
    await delNetwork(runtime(), network(), attachment);
    expect(spies.log().slice(2)).toEqual(['three DEL', 'two DEL', 'one DEL']);
    expect(readCache(spies.room, key)).toBeUndefined();
  });

  test('with undo, runs DEL of all plugins in reverse after a failure and says so', async () => {
    spies.plant('two', { ADD: { exit: 1, stdout: { code: 100, msg: 'm', details: 'why' } } });
    const error = await failure(add({}, {}, true));
    expect(error).toMatchObject({ code: 100, details: 'why\nundone: DEL of all plugins succeeded' });
    expect(spies.log().slice(2)).toEqual(['three DEL', 'two DEL', 'one DEL']);
    expect(readCache(spies.room, key)).toBeUndefined();
  });

  test('with undo, says that DEL failed too, and then still remembers the attachment', async () => {
    spies.plant('two', {
      ADD: { exit: 1, stdout: { code: 100, msg: 'm' } },
      DEL: { exit: 1, stdout: { code: 5, msg: 'stuck' } },
    });
    const error = await failure(add({}, {}, true));
    expect(error).toMatchObject({ code: 100, message: expect.stringContaining('failed on ADD: m') });
    expect(error.details).toBe(
      'not undone, delete the attachment again later: plugin "two" of network "n" failed on DEL: stuck',
    );
    expect(readCache(spies.room, key)).toBeDefined();
  });

  test('remembers the attachment before the first plugin runs: a crash in between can be found', async () => {
    spies.plant('one', {
      ADD: { before: `/bin/cp "${spies.room}/results/n-c-eth0" "${spies.room}/seen"`, stdout: {} },
    });
    await add();
    const seen = JSON.parse(readFileSync(`${spies.room}/seen`, 'utf8'));
    expect(seen).toMatchObject({ containerId: 'c', netns: '/run/netns/x' });
    expect(seen).not.toHaveProperty('result');
  });

  test('undoes everything when the result cannot be remembered, code 5', async () => {
    const spoil = `/bin/rm -r "${spies.room}/results"; : > "${spies.room}/results"`;
    spies.plant('three', {
      ADD: { before: spoil, stdout: {} },
      DEL: { before: `/bin/rm "${spies.room}/results"` },
    });
    const error = await failure(add());
    expect(error).toMatchObject({ code: 5, details: 'undone: DEL of all plugins succeeded' });
    expect(spies.log().slice(3)).toEqual(['three DEL', 'two DEL', 'one DEL']);
    expect(spies.calls()[3]?.stdin.prevResult).toEqual({ cniVersion: '1.1.0' });
  });

  test('runs nothing when the cache cannot be written', async () => {
    writeFileSync(`${spies.room}/results`, '');
    expect(await failure(add())).toMatchObject({ code: 5 });
    expect(spies.log()).toEqual([]);
  });

  test('runs nothing when any of the executables is missing, and names it', async () => {
    const error = await failure(add({ plugins: [...plugins, { type: 'gone' }] }));
    expect(error).toMatchObject({
      code: 103,
      message: `Cannot find plugin "gone": no such file in "${spies.path}"`,
    });
    expect(spies.log()).toEqual([]);
  });

  test('refuses a second ADD, whose DEL would take the first one down, code 104', async () => {
    await add();
    spies.forget();
    expect(await failure(add({}, {}, true))).toMatchObject({
      code: 104,
      message: expect.stringContaining('attached already'),
    });
    expect(spies.log()).toEqual([]);
  });

  test('goes on after an earlier ADD that was cut short, and over a broken cache file', async () => {
    spies.plant('one', { ADD: { exit: 1 } });
    await failure(add());
    spies.plant('one');
    await add();
    await delNetwork(runtime(), network(), attachment);
    mkdirSync(`${spies.room}/results`, { recursive: true });
    writeFileSync(`${spies.room}/results/n-c-eth0`, '');
    await add();
    expect(readCache(spies.room, key)?.result).toBeDefined();
  });

  test.each([
    [{ containerId: '' }, 3, 'container ID'],
    [{ containerId: '../x' }, 4, 'CNI_CONTAINERID'],
    [{ containerId: 'a\n' }, 4, 'CNI_CONTAINERID'],
    [{ ifName: '' }, 4, 'CNI_IFNAME'],
    [{ ifName: 'a/b' }, 4, 'CNI_IFNAME'],
    [{ ifName: 'sixteen-letters-' }, 4, 'CNI_IFNAME'],
    [{ netns: '' }, 4, 'CNI_NETNS'],
    [{ netns: undefined }, 4, 'CNI_NETNS'],
    [{ netns: '/x\0y' }, 4, 'CNI_NETNS'],
    [{ args: [['A', 'b;C=d']] }, 4, 'CNI_ARGS'],
    [{ args: [['A=', 'b']] }, 4, 'CNI_ARGS'],
    [{ args: [['', 'b']] }, 4, 'CNI_ARGS'],
    [{ capabilityArgs: { mac: undefined } }, 7, '"mac"'],
    [{ capabilityArgs: { '': 1 } }, 7, '""'],
  ])('refuses %j before anything is run or written', async (parameters, code, named) => {
    expect(await failure(add({}, parameters))).toMatchObject({
      code,
      message: expect.stringContaining(named),
    });
    expect(spies.log()).toEqual([]);
    expect(existsSync(`${spies.room}/results`)).toBe(false);
  });

  test.each(['', 'a/b', '../x', '.x', 'a b'])('refuses the network name %j, code 7', async (name) => {
    expect(await failure(add({ name }))).toMatchObject({
      code: 7,
      message: expect.stringContaining(JSON.stringify(name)),
    });
    expect(spies.log()).toEqual([]);
  });

  test('refuses a network without plugins, code 7', async () => {
    expect(await failure(add({ plugins: undefined }))).toMatchObject({
      code: 7,
      message: expect.stringContaining('no plugins'),
    });
  });

  test('does one operation at a time for one container, any number of containers at once', async () => {
    const before = `echo "$CNI_CONTAINERID in" >> "${spies.room}/order"; sleep 0.2; echo "$CNI_CONTAINERID out" >> "${spies.room}/order"`;
    spies.plant('one', { ADD: { before: `PATH=/bin:/usr/bin; ${before}`, stdout: {} } });
    const only = { plugins: [plugins[0]] };
    await Promise.all([add(only), add(only, { ifName: 'eth1' }), add(only, { containerId: 'd' })]);
    const order = readFileSync(`${spies.room}/order`, 'utf8').trim().split('\n');
    expect(order.filter((line) => line.startsWith('c'))).toEqual(['c in', 'c out', 'c in', 'c out']);
    expect(order.indexOf('d in')).toBeLessThan(order.indexOf('c out'));
  });

  test('kills a plugin that takes longer than the runtime allows, code 103', async () => {
    spies.plant('one', { ADD: { before: 'PATH=/bin; exec sleep 60' } });
    const error = await failure(addNetwork({ ...runtime(), timeout: 200 }, network(), attachment));
    expect(error).toMatchObject({ code: 103, message: expect.stringContaining('SIGKILL') });
  });

  test('says that an executable may not be executed', async () => {
    chmodSync(`${spies.path}/one`, 0o600);
    expect(await failure(add())).toMatchObject({ code: 103, message: expect.stringContaining('EACCES') });
  });
});
