import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execaRunner } from '../kernel/run.ts';
import { type SpyPlugins, spyPlugins } from '../testing/spyPlugins.ts';
import { cnitool } from './main.ts';

let spies: SpyPlugins;
let netns: string;
beforeEach(() => {
  spies = spyPlugins();
  for (const type of ['one', 'two']) spies.plant(type, { VERSION: { stdout: versionAnswer } });
  mkdirSync(`${spies.room}/net.d`);
  configure();
  netns = `${spies.room}/blue`;
  writeFileSync(netns, '');
});
afterEach(() => spies[Symbol.dispose]());

const versionAnswer = { cniVersion: '1.1.0', supportedVersions: ['1.0.0', '1.1.0'] };
const plugins = [{ type: 'one', capabilities: { mac: true } }, { type: 'two' }];
const configure = (members: object = {}) =>
  writeFileSync(
    `${spies.room}/net.d/10.conflist`,
    JSON.stringify({ cniVersion: '1.1.0', name: 'n', plugins, ...members }),
  );

/** Runs the tool as a user would, who has the folders in the environment. */
async function run(argv: string[], env: Record<string, string | undefined> = {}, self?: string) {
  const said = { out: '', err: '' };
  const io = {
    runner: execaRunner,
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
    cwd: spies.room,
    version: '1.2.3',
    self,
  };
  const usual = { NETCONFPATH: `${spies.room}/net.d`, CNI_PATH: spies.path };
  const exit = await cnitool(['--cache-dir', `${spies.room}/cache`, ...argv], { ...usual, ...env }, io);
  return { exit, ...said };
}
const calls = (command: string) => spies.calls().filter((call) => call.command === command);
const cached = () => readdirSync(`${spies.room}/cache/results`);

describe('cnitool add', () => {
  test('prints the result and nothing else', async () => {
    const { exit, out, err } = await run(['add', 'n', netns]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(JSON.parse(out)).toEqual({ cniVersion: '1.1.0', dns: { domain: 'two' } });
    expect(out.endsWith('}\n')).toBe(true);
  });

  test.each([
    ['/var/run/netns/cnitest', 'cnitool-20c433bb2b1d6ede56d6'],
    ['/var/run/netns/testing', 'cnitool-77383ca0a0715733ca6f'],
    ['/run/netns/blue', 'cnitool-df26705e2e4ffd095eb1'],
    ['/run//netns/x/../blue/', 'cnitool-df26705e2e4ffd095eb1'],
    ['cnitest', 'cnitool-20c433bb2b1d6ede56d6'],
  ])('calls the container of namespace %s as the reference does: %s', async (path, containerId) => {
    await run(['del', 'n', path]);
    expect(calls('DEL')[0]?.env.CNI_CONTAINERID).toBe(containerId);
  });

  test('takes a path as relative to the working directory, and a bare name as one of ip netns unless such a file is here', async () => {
    const netnsOf = async (operand: string) => {
      spies.forget();
      await run(['del', 'n', operand]);
      return calls('DEL')[0]?.env.CNI_NETNS;
    };
    expect(await netnsOf('./x')).toBe(`${spies.room}/x`);
    expect(await netnsOf('red')).toBe('/var/run/netns/red');
    expect(await netnsOf('blue')).toBe(netns);
  });

  test('refuses a namespace that is not there before it calls anybody', async () => {
    expect(await run(['add', 'n', '/no/such'])).toEqual({
      exit: 1,
      out: '',
      err: 'cnitool: Cannot use network namespace "/no/such": there is no such file\n',
    });
    expect(spies.log()).toEqual([]);
  });

  test('hands CNI_ARGS and CAP_ARGS on', async () => {
    await run(['add', 'n', netns], { CNI_ARGS: 'A=1;B=2', CAP_ARGS: '{"mac":"m","ips":[]}' });
    expect(calls('ADD')[0]).toMatchObject({
      env: { CNI_ARGS: 'A=1;B=2' },
      stdin: { runtimeConfig: { mac: 'm' } },
    });
  });

  test.each([
    [{ CAP_ARGS: '[]' }, 'CAP_ARGS'],
    [{ CNI_ARGS: 'A' }, 'CNI_ARGS'],
    [{ CNI_IFNAME: 'a/b' }, 'CNI_IFNAME'],
  ])('refuses the environment %j', async (env, named) => {
    const { exit, err } = await run(['add', 'n', netns], env);
    expect(exit).toBe(1);
    expect(err).toContain(named);
    expect(spies.log()).toEqual([]);
  });

  test.each([
    [[], {}, 'eth0'],
    [[], { CNI_IFNAME: '' }, 'eth0'],
    [[], { CNI_IFNAME: 'env0' }, 'env0'],
    [['--ifname', 'flag0'], { CNI_IFNAME: 'env0' }, 'flag0'],
    [['-i', 'flag0'], {}, 'flag0'],
  ])('with %j and %j the interface is %s', async (flags, env, ifName) => {
    await run(['add', 'n', netns, ...flags], env);
    expect(calls('ADD')[0]?.env.CNI_IFNAME).toBe(ifName);
  });

  test('takes a container ID, and folders for configuration and plugins, from the command line too', async () => {
    const flags = [
      '--container-id',
      'mine',
      '--conf-dir',
      `${spies.room}/net.d`,
      '--plugin-dir',
      '/none',
      '--plugin-dir',
      spies.path,
    ];
    const { exit } = await run(['add', 'n', netns, ...flags], { NETCONFPATH: '/none', CNI_PATH: '/none' });
    expect(exit).toBe(0);
    expect(calls('ADD')[0]?.env).toMatchObject({ CNI_CONTAINERID: 'mine', CNI_PATH: `/none:${spies.path}` });
    expect(cached()).toEqual(['n-mine-eth0']);
  });

  test.each([undefined, ''])('finds plugins beside itself when CNI_PATH is %j', async (CNI_PATH) => {
    expect(await run(['add', 'n', netns], { CNI_PATH }, `${spies.path}/weft`)).toMatchObject({ exit: 0 });
    expect(calls('ADD')[0]?.env.CNI_PATH).toBe(`${spies.path}:/opt/cni/bin`);
  });

  test('takes the path of a file for a network', async () => {
    expect(
      await run(['add', `${spies.room}/net.d/10.conflist`, netns], { NETCONFPATH: '/none' }),
    ).toMatchObject({ exit: 0 });
  });

  test('on failure, runs DEL for all plugins and says both, one line first', async () => {
    spies.plant('two', { ADD: { exit: 1, stdout: { code: 100, msg: 'no luck', details: 'because' } } });
    expect(await run(['add', 'n', netns])).toEqual({
      exit: 1,
      out: '',
      err: 'cnitool: plugin "two" of network "n" failed on ADD: no luck\n  because\n  undone: DEL of all plugins succeeded\n',
    });
    expect(spies.log()).toEqual(['one ADD', 'two ADD', 'two DEL', 'one DEL']);
    expect(cached()).toEqual([]);
  });

  test('with --json, prints the error object instead', async () => {
    spies.plant('one', { ADD: { exit: 1, stdout: { code: 11, msg: 'later' } } });
    const { exit, out, err } = await run(['add', 'n', netns, '--json']);
    expect({ exit, err }).toEqual({ exit: 1, err: '' });
    expect(JSON.parse(out)).toEqual({
      cniVersion: '1.1.0',
      code: 11,
      msg: 'plugin "one" of network "n" failed on ADD: later',
      details: 'undone: DEL of all plugins succeeded',
    });
  });

  test("lets nothing in a plugin's words act on the terminal", async () => {
    spies.plant('one', {
      ADD: { exit: 1, stdout: { code: 100, msg: 'a\u001b[31mb\r\nc', details: '\u0007' } },
    });
    const { err } = await run(['add', 'n', netns]);
    expect(err.split('\n')).toEqual([
      'cnitool: plugin "one" of network "n" failed on ADD: a\\u001b[31mb\\u000d',
      '  c',
      '  \\u0007',
      '  undone: DEL of all plugins succeeded',
      '',
    ]);
  });

  test('kills a plugin that takes longer than --timeout', async () => {
    spies.plant('one', { ADD: { before: 'PATH=/bin; exec sleep 60' } });
    expect((await run(['add', 'n', netns, '--timeout', '0.2'])).err).toContain('SIGKILL');
  });
});

describe('cnitool check and del', () => {
  test('check and del print nothing, and use what add remembered', async () => {
    await run(['add', 'n', netns], { CNI_ARGS: 'A=1', CAP_ARGS: '{"mac":"m"}' });
    for (const command of ['check', 'del'])
      expect(await run([command, 'n', netns])).toEqual({ exit: 0, out: '', err: '' });
    for (const { env, stdin } of [...calls('CHECK'), ...calls('DEL')]) {
      expect(env.CNI_ARGS).toBe('A=1');
      expect(stdin.prevResult).toEqual({ cniVersion: '1.1.0', dns: { domain: 'two' } });
    }
    expect(calls('CHECK')[0]?.stdin.runtimeConfig).toEqual({ mac: 'm' });
    expect(cached()).toEqual([]);
  });

  test('check says when the network wants no checking, and fails before version 0.4.0', async () => {
    configure({ disableCheck: true });
    expect(await run(['check', 'n', netns])).toMatchObject({
      exit: 0,
      err: expect.stringContaining('nothing was checked'),
    });
    configure({ cniVersion: '0.3.1' });
    expect(await run(['check', 'n', netns])).toMatchObject({
      exit: 1,
      err: expect.stringContaining('no CHECK'),
    });
    expect(spies.log()).toEqual([]);
  });

  test('del works on a namespace that is gone, twice', async () => {
    await run(['add', 'n', netns]);
    rmSync(netns);
    expect(await run(['del', 'n', netns])).toMatchObject({ exit: 0 });
    expect(await run(['del', 'n', netns])).toMatchObject({ exit: 0 });
    expect(spies.log().slice(2)).toEqual(['two DEL', 'one DEL', 'two DEL', 'one DEL']);
  });

  test('del works without the configuration, as add was given it, and says so', async () => {
    await run(['add', 'n', netns]);
    rmSync(`${spies.room}/net.d/10.conflist`);
    const { exit, err } = await run(['del', 'n', netns]);
    expect(exit).toBe(0);
    expect(err).toContain('deleting with the configuration that add was given');
    expect(spies.log().slice(2)).toEqual(['two DEL', 'one DEL']);
    expect((await run(['del', 'n', netns])).exit).toBe(1);
  });
});

describe('cnitool gc', () => {
  beforeEach(async () => {
    for (const name of ['blue', 'red', 'a:b']) {
      writeFileSync(`${spies.room}/${name}`, '');
      await run(['add', 'n', `./${name}`, '--container-id', `id-${name.replace(':', '')}`]);
    }
    await run(['add', 'n', './blue']);
    await run(['add', 'n', './blue', '--ifname', 'eth1']);
    await run(['add', 'n', './a:b', '--ifname', 'eth1']);
    spies.forget();
  });
  const valid = () =>
    calls('GC')[0]?.stdin['cni.dev/valid-attachments'] as { containerID: string; ifname: string }[];

  test('removes everything but the attachments named by namespace or by ID, and says what', async () => {
    const { exit, err } = await run([
      'gc',
      'n',
      './blue',
      './blue:eth1',
      './a:b:eth1',
      '--valid',
      'id-red:eth0',
    ]);
    expect(exit).toBe(0);
    expect(err).toBe('cnitool: deleted id-ab:eth0\ncnitool: deleted id-blue:eth0\n');
    expect(cached().filter((name) => name.includes('cnitool'))).toHaveLength(3);
    expect(valid().map(({ ifname }) => ifname)).toEqual(['eth0', 'eth0', 'eth1', 'eth1']);
  });

  test('takes a colon in the path of a file that is there for a part of the path', async () => {
    await run(['gc', 'n', './a:b', '--ifname', 'eth1']);
    expect(cached()).toHaveLength(1);
    expect(valid()).toEqual([{ containerID: expect.stringMatching(/^cnitool-/), ifname: 'eth1' }]);
  });

  test('never takes silence for "none": that has to be said', async () => {
    const { exit, err } = await run(['gc', 'n']);
    expect({ exit, err }).toEqual({
      exit: 1,
      err: 'cnitool: Cannot understand the command line: gc needs the attachments that still exist, or --none-valid\n  see cnitool --help\n',
    });
    expect(spies.log()).toEqual([]);
    expect(await run(['gc', 'n', '--none-valid'])).toMatchObject({ exit: 0 });
    expect(cached()).toEqual([]);
    expect(valid()).toEqual([]);
  });

  test.each([
    ['./blue', '--none-valid'],
    ['--valid', 'id'],
    ['--valid', 'id:eth0:x'],
    ['--valid', ':eth0'],
  ])('refuses %s %s', async (...flags) => {
    expect((await run(['gc', 'n', ...flags])).exit).toBe(1);
    expect(spies.log()).toEqual([]);
  });

  test('does nothing and says so with disableGC', async () => {
    configure({ disableGC: true });
    expect(await run(['gc', 'n', '--none-valid'])).toMatchObject({
      exit: 0,
      err: expect.stringContaining('"disableGC"'),
    });
    expect(spies.log()).toEqual([]);
  });
});

describe('cnitool repair', () => {
  const differs = { exit: 1, stdout: { code: 101, msg: 'Cannot confirm it', details: 'no rule\nno chain' } };
  beforeEach(() => run(['add', 'n', netns, '--container-id', 'id']));

  test('says what was missing of whom', async () => {
    spies.plant('two', { CHECK: differs, REPAIR: {} });
    const err = 'cnitool: id:eth0 two: repaired: no rule\ncnitool: id:eth0 two: repaired: no chain\n';
    expect(await run(['repair', 'n'])).toEqual({ exit: 0, out: '', err });
  });

  test('fails when something still is missing, or what is remembered cannot be understood', async () => {
    const file = `${spies.room}/cache/results/n-id-eth0`;
    const other = { ...JSON.parse(readFileSync(file, 'utf8')), containerId: 'other', result: { ips: 'x' } };
    writeFileSync(`${spies.room}/cache/results/n-other-eth0`, JSON.stringify(other));
    spies.plant('two', { CHECK: differs, REPAIR: { exit: 1, stdout: { code: 101, msg: 'no chain' } } });
    const { exit, err } = await run(['repair', 'n']);
    expect(exit).toBe(1);
    expect(err.split('\n')).toEqual([
      'cnitool: id:eth0 two: found: no rule',
      'cnitool: id:eth0 two: found: no chain',
      'cnitool: Cannot repair network "n" completely: problems left: 2',
      '  id:eth0 two: plugin "two" of network "n" failed on REPAIR: no chain',
      expect.stringMatching(/^ {2}other:eth0: .*"ips"/),
      '',
    ]);
  });

  test('says when the network wants no checking', async () => {
    configure({ disableCheck: true });
    spies.forget();
    const err = 'cnitool: network "n" has "disableCheck": nothing was repaired\n';
    expect(await run(['repair', 'n'])).toEqual({ exit: 0, out: '', err });
    expect(spies.log()).toEqual([]);
  });
});

describe('cnitool status, version and help', () => {
  test('status needs only a network, and exits 1 when a plugin says no', async () => {
    expect(await run(['status', 'n'])).toEqual({ exit: 0, out: '', err: '' });
    spies.plant('two', { STATUS: { exit: 1, stdout: { code: 50, msg: 'no daemon' } } });
    expect(await run(['status', 'n'])).toMatchObject({ exit: 1, err: expect.stringContaining('no daemon') });
    expect(JSON.parse((await run(['status', 'n', '--json'])).out)).toMatchObject({ code: 50 });
  });

  test('status before version 1.1.0 asks nobody and says so', async () => {
    configure({ cniVersion: '1.0.0' });
    expect(await run(['status', 'n'])).toMatchObject({
      exit: 0,
      err: expect.stringContaining('nothing was asked'),
    });
    expect(spies.log()).toEqual([]);
  });

  test("version prints ours, and with a network the plugins' answers", async () => {
    const ours = 'cnitool 1.2.3: 0.1.0 0.2.0 0.3.0 0.3.1 0.4.0 1.0.0 1.1.0\n';
    expect(await run(['version'])).toEqual({ exit: 0, out: ours, err: '' });
    const theirs = ['one', 'two'].map((type) => `${type} (${spies.path}/${type}): 1.0.0 1.1.0\n`).join('');
    expect(await run(['version', 'n'])).toEqual({ exit: 0, out: ours + theirs, err: '' });
  });

  test.each([[], ['help'], ['--help'], ['add', '-h']])(
    'prints its usage with an example for %j %j',
    async (...argv) => {
      const { exit, out } = await run(argv.filter((word) => word !== undefined));
      expect(exit).toBe(0);
      for (const command of ['add', 'check', 'del', 'gc', 'repair', 'status', 'version'])
        expect(out).toContain(`cnitool ${command}`);
      expect(out).toContain('ip netns add blue');
      expect(out.split('\n').every((line) => line.length <= 100)).toBe(true);
    },
  );

  test.each([
    [['nope'], 'there is no command "nope"'],
    [['add'], 'add needs the name of a network'],
    [['add', 'n'], 'needs a network and a network namespace'],
    [['add', 'n', '/x', 'y'], '"y" is too much'],
    [['status'], 'status needs the name of a network'],
    [['add', 'n', '/x', '--nope'], "'--nope'"],
    [['status', 'n', '--timeout', 'soon'], '--timeout "soon" is not a number of seconds'],
    [['status', 'm'], 'has only "n"'],
  ])('%j fails and says why', async (argv, why) => {
    const { exit, out, err } = await run(argv);
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toContain(why);
    expect(err.startsWith('cnitool: ')).toBe(true);
  });
});
