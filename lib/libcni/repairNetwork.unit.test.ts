import { execaRunner } from '../kernel/run.ts';
import { type SpyPlugins, spyPlugins } from '../testing/spyPlugins.ts';
import { addNetwork } from './addNetwork.ts';
import { writeCache } from './cache.ts';
import { parseList } from './parseList.ts';
import { repairNetwork } from './repairNetwork.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = spyPlugins();
  for (const type of ['one', 'two']) spies.plant(type);
});
afterEach(() => spies[Symbol.dispose]());

const plugins = [{ type: 'one' }, { type: 'two' }];
const network = (cniVersion = '1.1.0') => parseList(JSON.stringify({ name: 'n', cniVersion, plugins }));
const runtime = () => ({ runner: execaRunner, cniPath: spies.path, cacheDir: spies.room, env: {} });
const repair = () => repairNetwork(runtime(), network());
const differs = { exit: 1, stdout: { code: 101, msg: 'Cannot confirm it', details: 'no rule\nno chain' } };

/** An attachment whose namespace is there, as far as a file can tell. */
async function attach(containerId: string, netns = '/proc/self/ns/net'): Promise<void> {
  await addNetwork(runtime(), network(), { containerId, ifName: 'eth0', netns });
  spies.forget();
}

test('repairNetwork() asks every plugin of every live attachment, and leaves alone what is well', async () => {
  await attach('a');
  await attach('b');
  await attach('gone', '/no/such/namespace');
  expect(await repair()).toEqual([]);
  expect(spies.log()).toEqual(['one CHECK', 'two CHECK', 'one CHECK', 'two CHECK']);
});

test('repairNetwork() tells a plugin that finds something to repair, with the result of ADD', async () => {
  await attach('a');
  spies.plant('one', { CHECK: differs, REPAIR: {} });
  expect(await repair()).toEqual([
    { containerId: 'a', ifName: 'eth0', plugin: 'one', found: 'no rule\nno chain' },
  ]);
  expect(spies.log()).toEqual(['one CHECK', 'one REPAIR', 'two CHECK']);
  const [check, repairCall] = spies.calls();
  expect(repairCall?.stdin).toEqual(check?.stdin);
});

test('repairNetwork() goes on when a plugin cannot repair, and says why', async () => {
  await attach('a');
  const refusal = { exit: 1, stdout: { code: 4, msg: 'unknown CNI_COMMAND: REPAIR' } };
  spies.plant('one', { CHECK: differs, REPAIR: refusal });
  spies.plant('two', { CHECK: differs, REPAIR: {} });
  const [first, second] = await repair();
  expect(first?.problem).toContain('unknown CNI_COMMAND: REPAIR');
  expect(second).not.toHaveProperty('problem');
});

test('repairNetwork() passes over an ADD that was never finished', async () => {
  spies.plant('two', { ADD: { exit: 1 } });
  await expect(attach('a')).rejects.toThrow();
  spies.forget();
  expect(await repair()).toEqual([]);
  expect(spies.log()).toEqual([]);
});

test.each([
  ['a result that is none', { result: { cniVersion: '1.1.0', ips: 'x' } }, '"ips"'],
  ['a namespace whose path holds NUL', { netns: '/proc/self/ns/net\0' }, 'CNI_NETNS'],
])('repairNetwork() tells %s with its container, and goes on', async (_, bad, named) => {
  const entry = { network: 'n', containerId: 'a', ifName: 'eth0', config: '', netns: '/proc/self/ns/net' };
  writeCache(spies.room, { ...entry, result: {}, ...bad });
  await attach('b');
  spies.plant('two', { CHECK: differs, REPAIR: {} });
  const problem = expect.stringContaining(named);
  expect(await repair()).toEqual([
    { containerId: 'a', ifName: 'eth0', problem },
    { containerId: 'b', ifName: 'eth0', plugin: 'two', found: 'no rule\nno chain' },
  ]);
  expect(spies.log()).toEqual(['one CHECK', 'two CHECK', 'two REPAIR']);
});

test('repairNetwork() asks nobody where the network wants no checking', async () => {
  await attach('a');
  expect(await repairNetwork(runtime(), { ...network(), disableCheck: true })).toEqual([]);
  expect(spies.log()).toEqual([]);
});

test('repairNetwork() refuses a version without CHECK, code 1', async () => {
  await expect(repairNetwork(runtime(), network('0.3.1'))).rejects.toMatchObject({
    code: 1,
    message: 'Cannot repair network "n": version "0.3.1" has no CHECK, it came with 0.4.0',
  });
});
