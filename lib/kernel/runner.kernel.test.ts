import { fileURLToPath } from 'node:url';
import { systemPath } from '../testing/needs.ts';
import { throwawayHost } from '../testing/throwawayHost.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const program = path('testRunnerContract.ts');
const tsx = path('../../node_modules/.bin/tsx');
const bun = path('../../node_modules/.bin/bun');

const expected = {
  exitCode: { exitCode: 7, stdout: 'out\n', stderr: 'err\n' },
  signal: { exitCode: null, signal: 'SIGTERM', stdout: '', stderr: '' },
  missing: [
    [127, '', true],
    [127, '', true],
    [127, '', true],
  ],
  timeout: { result: { exitCode: null, signal: 'SIGKILL', stdout: 'early\n', stderr: '' }, quick: true },
  timeoutWithChild: { result: { exitCode: null, signal: 'SIGKILL', stdout: '', stderr: '' }, quick: true },
  bigOutput: [0, 1_200_000, 200_000, false],
  inputUnread: [0, 0, 0, false],
  inputRead: [0, 2_000_000, 0, false],
  noInput: { exitCode: 0, stdout: '', stderr: '' },
  environment: 'C red\n',
  environmentGiven: 'sweet\n',
  inTurns: ['one\n', 'zwölf\n', 'xxxxxx', '300001'],
  bothStreams: { stdout: 'one\nthree\n', stderr: 'two\n' },
  dies: { code: 100, message: 'Cannot talk to "sh": ended with exit code 3', details: 'why' },
  isKilled: { code: 100, message: 'Cannot talk to "sh": ended with SIGKILL', details: '' },
  isMissing: {
    code: 100,
    message: 'Cannot talk to "no-such-program": ended with exit code 127',
    details: expect.any(String),
  },
  isSilent: {
    result: { code: 100, message: 'Cannot talk to "sh": no answer within 200 ms', details: '' },
    quick: true,
  },
  toTheDead: 'survived',
  inTurn: ['0', '0', '0'],
  elsewhere: true,
  talksElsewhere: true,
  home: [true, true],
  sysctls: ['undefined', 'string'],
  sysctlThere: '1',
  sysctlsHere: ['0', 'undefined', '1', 'undefined'],
  entry: ['undefined', 'string'],
};

// Reference: 13 Namespaces
describe.each([
  ['execa', [process.execPath, tsx]],
  ['bun', [bun]],
])('the Runner over %s', (name, interpreter) => {
  let found: Record<string, unknown> = {};
  beforeAll(async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await host.ok(['sh', '-ec', 'touch /run/uts; mount --bind /proc/1/ns/uts /run/uts']);
    const argv = [...interpreter, program, name, container.netns, '/run/uts'];
    const { stdout } = await host.ok(argv, { env: { PATH: systemPath, HOME: '/run' } });
    found = JSON.parse(stdout);
  }, 30_000);

  test.each(Object.entries(expected))('does as the contract says: %s', (what, outcome) => {
    expect(found[what]).toEqual(outcome);
  });
});

test('nobody but root can keep those from their turn who want to be alone', async () => {
  await using host = await throwawayHost();
  const argv = [bun, '-e', `await (await import('${path('run-bun.ts')}')).bunRunner.inTurn(async () => {})`];
  await host.ok(argv, { env: { PATH: systemPath, HOME: '/run' } });
  expect((await host.ok(['stat', '-c', '%a %u', '/run/weft.lock'])).stdout).toBe('600 0\n');
});
