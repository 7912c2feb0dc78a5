import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { needs } from '../../lib/testing/needs.ts';
import { runRootless } from './rootless.ts';
import { compiled, fromSource, scriptedPlugin, start } from './testCommandLine.ts';

beforeAll(() => needs('ip', 'nft', 'iptables-save', 'unshare', `${pluginsUnderTest}/bridge`, ...compiled));

/** An ADD that makes nothing, and a DEL that ends with 3. */
const broken = `ADD) echo '{"cniVersion":"1.0.0","interfaces":[],"ips":[]}';;
DEL) echo '{"cniVersion":"1.0.0","code":999,"msg":"will not"}'; exit 3;;`;

test('a good plugin ends it with 0, judged by the case that was asked for', async () => {
  const { exitCode, stdout } = await start([
    '--cni-path',
    pluginsUnderTest,
    '--type',
    'bridge',
    '--only',
    'DEL-02',
  ]);
  expect(stdout).toMatch(/^ {2}PASS {2}DEL-02 /m);
  expect(exitCode).toBe(0);
});

test('a broken plugin ends it with 1, by name of the requirement, and the script shows the same by hand', async () => {
  using plugin = scriptedPlugin('broken', broken);
  const { exitCode, stdout } = await start([...plugin.args, '--only', 'del/again', '--format', 'json']);
  expect(exitCode).toBe(1);
  const [subject] = JSON.parse(stdout).subjects;
  const found = subject.requirements.find(({ id }: { id: string }) => id === 'DEL-02');
  expect(found).toMatchObject({ verdict: 'FAIL', level: 'must', findings: expect.anything() });
  const [{ seen, reproduce }] = found.findings;
  expect(seen).toBe('exit status 3, code 999: will not');
  const byHand = await execa('sh', { input: reproduce, reject: false });
  expect(byHand.exitCode).toBe(3);
  expect(byHand.stdout).toContain('will not');
});

test.each([
  [['--foo'], 'Cannot use --foo: no such option'],
  [['--cni-path', '/nowhere'], 'Cannot look for plugins in "/nowhere": no such folder'],
  [['--cni-path', '/tmp', '--type', 'none'], 'Cannot judge "none": no executable of that name in /tmp'],
  [['--cni-path', '/tmp', '--only', 'NO-1', '--type', 'none'], 'Cannot judge'],
])('what cannot be done ends it with 2 and one line: %j', async (argv, message) => {
  for (const how of [fromSource, compiled]) {
    const { exitCode, stdout, stderr } = await start(argv, how);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^cni-conformance: .*$/);
    expect(stderr).toContain(message);
  }
});

test('a plugin whose probe fails cannot be judged here, which is 2', async () => {
  using plugin = scriptedPlugin('broken', broken);
  await execa('sed', ['-i', 's/^{/{"probe":"modprobe-nothing",/', `${plugin.folder}/profile.json`]);
  const { exitCode, stdout } = await start(plugin.args);
  expect(stdout).toContain('cannot be judged: this kernel or machine cannot do "modprobe-nothing"');
  expect(exitCode).toBe(2);
});

test('the compiled one judges as the source does, and says what is no plugin and what has no profile', async () => {
  using plugin = scriptedPlugin('unheard-of', 'ADD) exit 1;;');
  const argv = ['--cni-path', `${pluginsUnderTest}:${plugin.folder}`, '--only', 'VER-01', '--format', 'json'];
  const [a, b] = [await start(argv), await start(argv, fromSource)];
  const { subjects, notJudged } = JSON.parse(a.stdout);
  expect(notJudged.map(({ type }: { type: string }) => type)).toEqual(
    expect.arrayContaining(['unheard-of', 'cnitool', 'weft']),
  );
  expect(subjects.map(({ type }: { type: string }) => type)).toEqual(
    expect.arrayContaining(['bridge', 'host-local', 'loopback']),
  );
  expect(JSON.parse(b.stdout).subjects).toEqual(subjects);
});

test('two folders are put side by side', async () => {
  using worse = scriptedPlugin('bridge', broken);
  const argv = [
    '--cni-path',
    pluginsUnderTest,
    '--type',
    'bridge',
    '--compare',
    worse.folder,
    '--only',
    'DEL-02',
  ];
  const { stdout, exitCode } = await start(argv);
  expect(stdout).toMatch(/^\* PASS \| FAIL {2}DEL-02 /m);
  expect(exitCode).toBe(0);
});

test('--keep leaves the namespaces of a failing case to be entered, until Ctrl-C', async () => {
  using plugin = scriptedPlugin('broken', broken);
  const running = start([...plugin.args, '--only', 'del/again', '--keep']);
  let said = '';
  running.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const enter = await eventually(
    'the way in',
    () => /^ +(nsenter .*?) {4}/m.exec(said)?.[1],
    Boolean,
    20_000,
  );
  const inside = await execa('sh', ['-c', `${enter} ip netns exec c1 ip -br link`]);
  expect(inside.stdout).toMatch(/^lo /);
  const pid = /--target=(\d+)/.exec(enter ?? '')?.[1];
  running.kill('SIGINT');
  expect(await running).toMatchObject({ exitCode: 1 });
  await eventually('the host to be gone', () => !existsSync(`/proc/${pid}`));
});

test('Ctrl-C in the middle of a call removes everything', async () => {
  using plugin = scriptedPlugin('slow', 'ADD|DEL) touch "$(dirname "$0")/started"; exec sleep 1234567;;');
  const running = start([...plugin.args, '--only', 'del/again']);
  await eventually('the call', () => existsSync(`${plugin.folder}/started`), Boolean, 20_000);
  running.kill('SIGINT');
  expect(await running).toMatchObject({ exitCode: 130 });
  const left = () => execa('pgrep', ['-f', 'sleep 1234567'], { reject: false });
  await eventually('the plugin to be gone', left, ({ stdout }) => stdout === '');
});

test('in a user namespace it judges too, and says what it leaves out', async () => {
  const { exitCode, stdout } = await start(
    ['--cni-path', pluginsUnderTest, '--type', 'bridge', '--only', 'del/again'],
    ['unshare', '--user', '--map-root-user', ...compiled],
  );
  expect(stdout).toContain(', rootless\nleft out: calls as other users');
  expect(stdout).toMatch(/^ {2}PASS {2}DEL-02 /m);
  expect(exitCode).toBe(0);
});

test('runRootless() hands on the exit status', async () => {
  expect(await runRootless(['sh', '-c', 'test "$(id -u)" = 0 && exit 7'], [])).toBe(7);
});
