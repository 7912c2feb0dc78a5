import { writeFileSync } from 'node:fs';
import { execaRunner } from '../kernel/run.ts';
import { type SpyPlugins, spyPlugins } from '../testing/spyPlugins.ts';
import { addNetwork } from './addNetwork.ts';
import { listCache } from './cache.ts';
import { gcNetwork } from './gcNetwork.ts';
import { parseList } from './parseList.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = spyPlugins();
  for (const type of ['one', 'two', 'three']) spies.plant(type);
});
afterEach(() => spies[Symbol.dispose]());

const plugins = [{ type: 'one', capabilities: { mac: true } }, { type: 'two' }, { type: 'three' }];
const network = (members: object = {}) =>
  parseList(JSON.stringify({ name: 'n', cniVersion: '1.1.0', plugins, ...members }));
const runtime = () => ({ runner: execaRunner, cniPath: spies.path, cacheDir: spies.room, env: {} });
const valid = (...pairs: string[]) =>
  pairs.map((pair) => ({ containerId: pair.split(':')[0] ?? '', ifName: pair.split(':')[1] ?? '' }));
const gc = (members: object, ...pairs: string[]) => gcNetwork(runtime(), network(members), valid(...pairs));
const names = (entries: { containerId: string; ifName: string }[]) =>
  entries.map(({ containerId, ifName }) => `${containerId}:${ifName}`);

/** Attaches a, b with two interfaces, and c of another network. */
async function someAttachments(members: object = {}): Promise<void> {
  for (const one of valid('a:eth0', 'b:eth0', 'b:eth1'))
    await addNetwork(runtime(), network(members), {
      ...one,
      netns: `/ns/${one.containerId}`,
      args: [['K', 'v']],
      capabilityArgs: { mac: 'm' },
    });
  await addNetwork(runtime(), network({ name: 'other' }), {
    containerId: 'c',
    ifName: 'eth0',
    netns: '/ns/c',
  });
  spies.forget();
}

describe('gcNetwork', () => {
  test('deletes remembered attachments of this network that are not valid, then runs GC of every plugin in order', async () => {
    await someAttachments();
    expect(names(await gc({}, 'a:eth0', 'b:eth1', 'never:seen'))).toEqual(['b:eth0']);
    expect(spies.log()).toEqual(['three DEL', 'two DEL', 'one DEL', 'one GC', 'two GC', 'three GC']);
    expect(names(listCache(spies.room, 'n'))).toEqual(['a:eth0', 'b:eth1']);
    expect(names(listCache(spies.room, 'other'))).toEqual(['c:eth0']);
  });

  test('deletes with the parameters of ADD and its result', async () => {
    await someAttachments();
    await gc({}, 'a:eth0', 'b:eth0');
    const call = spies.calls().find(({ type }) => type === 'one');
    expect(call).toMatchObject({
      env: {
        CNI_COMMAND: 'DEL',
        CNI_CONTAINERID: 'b',
        CNI_IFNAME: 'eth1',
        CNI_NETNS: '/ns/b',
        CNI_ARGS: 'K=v',
      },
      stdin: { runtimeConfig: { mac: 'm' }, prevResult: { dns: { domain: 'three' } } },
    });
  });

  test('deletes what an ADD left that was cut short', async () => {
    spies.plant('two', { ADD: { exit: 1 } });
    await expect(
      addNetwork(runtime(), network(), { containerId: 'a', ifName: 'eth0', netns: '/x' }),
    ).rejects.toThrow();
    expect(names(await gc({}))).toEqual(['a:eth0']);
  });

  test('tells the plugins what is valid, and nothing about any attachment', async () => {
    await gc({}, 'a:eth0', 'b:eth1');
    for (const { stdin, env } of spies.calls()) {
      expect(stdin['cni.dev/valid-attachments']).toEqual([
        { containerID: 'a', ifname: 'eth0' },
        { containerID: 'b', ifname: 'eth1' },
      ]);
      expect(stdin).not.toHaveProperty('prevResult');
      expect(stdin).not.toHaveProperty('runtimeConfig');
      expect(env).toMatchObject({
        CNI_CONTAINERID: '',
        CNI_NETNS: '',
        CNI_IFNAME: '',
        CNI_ARGS: '',
        CNI_PATH: spies.path,
      });
    }
  });

  test('takes an empty list at its word: nothing is valid', async () => {
    await someAttachments();
    expect(names(await gc({}))).toEqual(['a:eth0', 'b:eth0', 'b:eth1']);
    expect(spies.calls().at(-1)?.stdin['cni.dev/valid-attachments']).toEqual([]);
  });

  test('goes on after failures, and throws them all, code 105', async () => {
    await someAttachments();
    spies.plant('two', {
      DEL: { before: '[ "$CNI_CONTAINERID" = b ] || answer 0', exit: 1, stdout: { code: 100, msg: 'stuck' } },
      GC: { exit: 1, stdout: { code: 5, msg: 'sorry', details: 'disk' } },
    });
    const stuck = 'plugin "two" of network "n" failed on DEL: stuck';
    await expect(gc({})).rejects.toMatchObject({
      code: 105,
      message: 'Cannot collect all garbage of network "n": 3 failures',
      details: [stuck, stuck, 'plugin "two" of network "n" failed on GC: sorry', 'disk'].join('\n'),
    });
    expect(spies.log().slice(-3)).toEqual(['one GC', 'two GC', 'three GC']);
    expect(names(listCache(spies.room, 'n'))).toEqual(['b:eth0', 'b:eth1']);
  });

  test('throws a single failure as it is', async () => {
    spies.plant('two', { GC: { exit: 1, stdout: { code: 11, msg: 'later' } } });
    await expect(gc({})).rejects.toMatchObject({
      code: 11,
      message: 'plugin "two" of network "n" failed on GC: later',
    });
    expect(spies.log()).toEqual(['one GC', 'two GC', 'three GC']);
  });

  test('says that the cache cannot be read, and runs GC of the plugins all the same', async () => {
    writeFileSync(`${spies.room}/results`, '');
    await expect(gc({})).rejects.toMatchObject({ code: 5 });
    expect(spies.log()).toEqual(['one GC', 'two GC', 'three GC']);
  });

  test('before version 1.1.0, only deletes', async () => {
    await someAttachments({ cniVersion: '1.0.0' });
    expect(names(await gc({ cniVersion: '1.0.0' }, 'b:eth0', 'b:eth1'))).toEqual(['a:eth0']);
    expect(spies.log()).toEqual(['three DEL', 'two DEL', 'one DEL']);
  });

  test('does nothing at all with disableGC', async () => {
    await someAttachments();
    expect(await gc({ disableGC: true })).toEqual([]);
    expect(spies.log()).toEqual([]);
    expect(listCache(spies.room, 'n')).toHaveLength(3);
  });
});
