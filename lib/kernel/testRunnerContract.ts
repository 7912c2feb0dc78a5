/*
 * What every Runner has to do, as a program: `testRunnerContract.ts execa|bun NETNS NO_NETNS` prints what the Runner of that
 * name did, as JSON. It is run by Node for the one and by the runtime that compiles for the other; the outcomes must be the same.
 */
import { asCniError } from '../spec/errors.ts';
import { openNetns } from './netns.ts';
import type { Program, Runner } from './runner.ts';

const [name = '', container = '', noContainer = ''] = process.argv.slice(2);
const runner: Runner =
  name === 'bun' ? (await import('./run-bun.ts')).bunRunner : (await import('./run.ts')).execaRunner;

const sh = (script: string, more: Partial<Program> = {}): Program => ({
  file: 'sh',
  args: ['-c', script],
  ...more,
});
const run = (script: string, more: Partial<Program> = {}) => runner.run(sh(script, more));

/** What a conversation came to: what was said, or the error. */
async function said(script: string | Program, lines: string[], wanted: string, timeout = 5000) {
  const talk = runner.converse(typeof script === 'string' ? sh(script) : script);
  try {
    for (const line of lines) talk.send(line);
    return await talk.until((stdout) => stdout.includes(wanted), timeout);
  } catch (thrown) {
    const { code, message, details } = asCniError(thrown);
    return { code, message, details };
  } finally {
    await talk.end();
  }
}

async function inTurns() {
  const talk = runner.converse({ file: 'cat', args: [] });
  const heard: string[] = [];
  for (const word of ['one\n', 'zwölf\n', `${'x'.repeat(300_000)}\n`]) {
    talk.send(word);
    heard.push(
      (await talk.until((stdout) => stdout.endsWith('\n') && stdout.length >= word.length, 5000)).stdout,
    );
  }
  await talk.end();
  return heard.map((text) => text.slice(0, 6)).concat(String(heard[2]?.length));
}

async function bothStreams() {
  const talk = runner.converse(sh('echo one; echo two >&2; cat'));
  talk.send('three\n');
  const heard = await talk.until((out, err) => out.includes('three') && err.includes('two'), 5000);
  await talk.end();
  return heard;
}

async function toTheDead() {
  const talk = runner.converse(sh('exit 0'));
  await talk.until(() => false, 5000).catch(() => {});
  for (let i = 0; i < 3; i++) talk.send('is anybody there?\n');
  await talk.end();
  return 'survived';
}

async function took(action: Promise<unknown>) {
  const start = performance.now();
  const result = await action;
  return { result, quick: performance.now() - start < 2500 };
}

async function lengths(script: string, more: Partial<Program> = {}) {
  const { exitCode, stdout, stderr } = await run(script, more);
  return [exitCode, stdout.length, stderr.length, stdout.includes('\ufffd')];
}

process.env.COLOUR = 'red';
const netns = openNetns(container);
const whereAmI = 'readlink /proc/self/ns/net';
const own = (await run(whereAmI)).stdout.trim();
const noFile = async (file: string) => {
  const { exitCode, stdout, stderr } = await runner.run({ file, args: [] });
  return [exitCode, stdout, stderr !== ''];
};

const found = {
  exitCode: await run('echo out; echo err >&2; exit 7'),
  signal: await run('kill -TERM $$'),
  missing: [await noFile('no-such-program'), await noFile('/no/such/program'), await noFile('/etc/hostname')],
  timeout: await took(run('echo early; exec sleep 10', { timeout: 200 })),
  timeoutWithChild: await took(run('sleep 4 & wait', { timeout: 200 })),
  bigOutput: await lengths('yes üü | head -n 400000; yes e | head -n 100000 >&2'),
  inputUnread: await lengths('exit 0', { input: 'x'.repeat(5_000_000) }),
  inputRead: await lengths('cat', { input: 'ü'.repeat(2_000_000) }),
  noInput: await run('cat'),
  environment: (await run('echo $LC_ALL $COLOUR')).stdout,
  environmentGiven: (
    await run('echo $LC_ALL$COLOUR$TASTE', { env: { PATH: '/usr/bin:/bin', TASTE: 'sweet' } })
  ).stdout,
  inTurns: await inTurns(),
  bothStreams: await bothStreams(),
  dies: await said('read line; echo some; echo why >&2; exit 3', ['go\n'], 'never'),
  isKilled: await said('read line; kill -KILL $$', ['go\n'], 'never'),
  isMissing: await said({ file: 'no-such-program', args: [] }, ['go\n'], 'never'),
  isSilent: await took(said('exec cat', [], 'never', 200)),
  toTheDead: await toTheDead(),
  inTurn: await Promise.all(
    [1, 2, 3].map(() => runner.inTurn(() => run('mkdir /run/alone && sleep 0.1 && rmdir /run/alone'))),
  ).then((done) => done.map((one) => `${one?.exitCode}${one?.stderr}`)),
  elsewhere: (await run(whereAmI, { netns })).stdout.trim() === netns.id,
  talksElsewhere: await said({ ...sh(`${whereAmI}; cat`), netns }, [], netns.id).then(
    (heard) => 'stdout' in heard,
  ),
  home: [own !== netns.id, (await run(whereAmI)).stdout.trim() === own],
  sysctls: await runner
    .writeSysctls(
      [
        { key: 'net/ipv4/ip_forward', value: '1' },
        { key: 'net/ipv4/no_such', value: '1' },
      ],
      netns,
    )
    .then((problems) => problems.map((problem) => typeof problem)),
  sysctlThere: (await run('cat /proc/sys/net/ipv4/ip_forward', { netns })).stdout.trim(),
  sysctlsHere: [
    await runner.readSysctl('net/ipv4/ip_forward'),
    await runner.readSysctl('net/ipv4/no_such'),
    await runner.readSysctl('net/ipv4/ip_forward', netns),
    await runner.readSysctl('net/ipv4/no_such', netns),
  ].map(String),
  entry: [await runner.entryProblem(netns), await runner.entryProblem(openNetns(noContainer))].map(
    (problem) => typeof problem,
  ),
};
process.stdout.write(JSON.stringify(found));
process.exit(0);
