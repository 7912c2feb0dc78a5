import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hash64 } from '../../lib/net/hash.ts';
import { pluginsUnderTest, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import type { Outcome } from '../../lib/testing/outcome.ts';
import { thisMachine } from '../../lib/testing/place.ts';
import { failure, TestNetwork } from './testNetwork.ts';

beforeAll(() => needs('strace'));

const ranges = [[{ subnet: '10.1.2.0/24' }], [{ subnet: '2001:db8::/64' }]];
const environment = {
  CNI_CONTAINERID: 'a',
  CNI_NETNS: '/x',
  CNI_IFNAME: 'eth0',
  CNI_PATH: '/x',
  PATH: '/usr/bin',
};

type Command = 'ADD' | 'DEL' | 'GC';

/** What GC is told: "other" is there, "a" is gone. */
const valid = [{ containerID: 'other', ifname: 'eth7' }];

/** Runs the executable with something done to one kind of its calls: strace's `inject=`. */
function disturbed(net: TestNetwork, command: Command, inject: string): Promise<Outcome> {
  const strace = ['strace', '-f', '-o', '/dev/null', '-e', `inject=${inject}`];
  return thisMachine().run([...strace, `${pluginsUnderTest}/host-local`], {
    input: JSON.stringify(net.conf({ conf: { 'cni.dev/valid-attachments': valid } })),
    env: { ...environment, CNI_COMMAND: command },
  });
}

/** Kills it as it makes its nth call of one kind. False if it came to its end. */
async function killedAt(net: TestNetwork, command: Command, call: string, nth: number): Promise<boolean> {
  const { exitCode, signal, stdout } = await disturbed(net, command, `${call}:signal=KILL:when=${nth}`);
  const killed = signal === 'SIGKILL' || exitCode === 137;
  if (!killed && exitCode !== 0) throw new Error(`${command} ended by itself: ${stdout}`);
  return killed;
}

/** What is left in the network's folder, in the index, and of drafts. */
function leftovers(net: TestNetwork): string[] {
  const ours = ['', '/new'].flatMap((folder) => readdirSync(`${net.dataDir}/.weft/mynet${folder}`));
  return [...Object.keys(net.files).filter((name) => !name.startsWith('last_')), ...ours];
}

describe.each(['mkdir', 'write', 'utimensat', 'symlink', 'link', 'rename', 'flock', 'unlink'])(
  'killed at each %s',
  (call) => {
    test('of ADD: every reservation is complete or absent, and DEL leaves nothing', async () => {
      for (let nth = 1; ; nth++) {
        using net = new TestNetwork({ ranges });
        await net.add('other', { ifName: 'eth7' });
        const there = leftovers(net);
        const killed = await killedAt(net, 'ADD', call, nth);
        const held = Object.entries(net.files).filter(([name]) => !name.startsWith('last_'));
        for (const [, text] of held) expect(['a\r\neth0', 'other\r\neth7']).toContain(text);
        await net.del('a');
        expect(leftovers(net)).toEqual(there);
        expect(await net.addresses('a')).toHaveLength(2);
        if (!killed) return;
      }
    }, 120_000);

    test('of DEL: DEL again leaves nothing', async () => {
      for (let nth = 1; ; nth++) {
        using net = new TestNetwork({ ranges });
        await net.add('other', { ifName: 'eth7' });
        const there = leftovers(net);
        await net.add('a');
        const killed = await killedAt(net, 'DEL', call, nth);
        await net.del('a');
        expect(leftovers(net)).toEqual(there);
        if (!killed) return;
      }
    }, 120_000);

    test('of GC: what is valid stays, and GC again leaves nothing else', async () => {
      for (let nth = 1; ; nth++) {
        using net = new TestNetwork({ ranges });
        await net.add('other', { ifName: 'eth7' });
        const there = leftovers(net);
        await net.add('a');
        const killed = await killedAt(net, 'GC', call, nth);
        const held = Object.values(net.files).filter((text) => text === 'other\r\neth7');
        expect(held).toHaveLength(2);
        await net.gc([['other', 'eth7']]);
        // Not what may be a running call's: the index entry of an address that was given back is a minute young.
        const entry = hash64('a\r\neth0');
        expect(leftovers(net).filter((name) => !name.startsWith(entry))).toEqual(there);
        expect(await net.addresses('a')).toHaveLength(2);
        if (!killed) return;
      }
    }, 120_000);

    test('of the ADD that takes over what the reference has reserved: the next one still knows of all', async () => {
      for (let nth = 1; ; nth++) {
        using net = new TestNetwork({ ranges });
        mkdirSync(net.folder);
        for (const [name, text] of Object.entries(theirs)) writeFileSync(`${net.folder}/${name}`, text);
        const killed = await killedAt(net, 'ADD', call, nth);
        expect(net.files).toMatchObject(addressesOf(theirs));
        await net.del('a');
        for (const id of ['b', 'c']) expect(await failure(() => net.add(id))).toMatchObject({ code: 102 });
        expect(addressesOf(net.files)).toEqual(addressesOf(theirs));
        if (!killed) return;
      }
    }, 120_000);
  },
);

/** A folder as the reference leaves it. */
const theirs = {
  '10.1.2.2': 'b\r\neth0',
  '10.1.2.3': 'c\r\neth0',
  '2001:db8::2': 'b\r\neth0',
  'last_reserved_ip.0': '10.1.2.3',
  'last_reserved_ip.1': '2001:db8::2',
};

function addressesOf(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith('last_')));
}

test('GC frees the empty file that a killed process of the reference left, once it is old', async () => {
  using net = new TestNetwork();
  const address = `${net.folder}/10.1.2.2`;
  // Only calls on that one file count: the reference makes it, and would write into it next.
  const strace = [
    'strace',
    '-f',
    '-o',
    '/dev/null',
    '-P',
    address,
    '-e',
    'inject=write:error=EIO:signal=KILL:when=1',
  ];
  await thisMachine().run([...strace, `${referencePlugins}/host-local`], {
    input: JSON.stringify(net.conf({ conf: { cniVersion: '1.0.0' } })),
    env: { ...environment, CNI_COMMAND: 'ADD' },
  });
  expect(net.files['10.1.2.2']).toBe('');
  await net.gc([]);
  expect(net.files['10.1.2.2']).toBe('');
  const twoMinutesAgo = Date.now() / 1000 - 120;
  utimesSync(address, twoMinutesAgo, twoMinutesAgo);
  await net.gc([]);
  expect(Object.keys(net.files)).toEqual([]);
});

test('ADD again after a kill is refused or succeeds, and never gives a second address', async () => {
  using net = new TestNetwork({ ranges });
  expect(await killedAt(net, 'ADD', 'link', 2)).toBe(true);
  expect(await failure(() => net.add('a'))).toMatchObject({ code: 102 });
  await net.gc([]);
  expect(Object.keys(net.files).filter((name) => !name.startsWith('last_'))).toEqual([]);
  expect(await net.addresses('a')).toHaveLength(2);
  await net.del('a');
  expect(leftovers(net)).toEqual(['new']);
});

test.each([
  ['symlink', 1],
  ['symlink', 2],
  ['link', 1],
  ['link', 2],
  ['utimensat', 2],
  ['rename', 1],
  ['rename', 2],
])('ADD that fails at its %s number %d for want of space says so and gives all back', async (call, nth) => {
  using net = new TestNetwork({ ranges });
  await net.add('other', { ifName: 'eth7' });
  const there = leftovers(net);
  const { exitCode, stdout } = await disturbed(net, 'ADD', `${call}:error=ENOSPC:when=${nth}`);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    code: 5,
    msg: expect.stringMatching(/^Cannot .*: no space left on device$/),
  });
  expect(leftovers(net)).toEqual(there);
});
