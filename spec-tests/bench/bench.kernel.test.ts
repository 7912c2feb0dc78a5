import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { referencePlugins } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { thisMachine } from '../../lib/testing/place.ts';
import { parseOptions } from './options.ts';

/** That it runs, with real plugins. What it measures is nobody's business here: a test must not depend on time. */
const main = fileURLToPath(new URL('main.ts', import.meta.url));
const tsx = fileURLToPath(import.meta.resolve('tsx'));
const bench = (...argv: string[]) =>
  thisMachine().run([process.execPath, '--import', tsx, main, ...argv], { timeout: 540_000 });

beforeAll(() => needs('bash', 'ip', 'iptables', 'nft', `${referencePlugins}/bridge`));

test('bench measures every verb of every case on both sides', async () => {
  const { stdout, stderr, exitCode } = await bench('--runs', '1');
  expect({ stderr, exitCode }).toMatchObject({ exitCode: 0 });
  const rows = stdout.split('\n').filter((line) => /^\| (VERSION|ADD|DEL) /.test(line));
  const { chosen } = parseOptions([]) ?? {};
  expect(rows).toHaveLength(chosen?.flatMap(({ verbs }) => verbs).length ?? 0);
  for (const row of rows) {
    const ours = / tap | nftables /.test(row) ? 3 : 6; // the reference of this machine may not have it
    expect(row.match(/ \d+\.\d /g)?.length).toBeGreaterThanOrEqual(ours);
  }
  expect(stdout).toMatch(
    /^Growth of ADD, 60000 reserved to 0: reference \d+\.\d\d, weft \d+\.\d\d \(bound 1\.30 (met|missed)\)$/m,
  );
  expect(stdout).toMatch(/^processors: .* · weft: \d\S+ · reference: \S+ · .*load: /m);
}, 600_000);

test('bench stops with the reason when a call fails', async () => {
  const { stdout, stderr, exitCode } = await bench('--runs', '0');
  expect({ stdout, stderr, exitCode }).toEqual({
    stdout: '',
    stderr: 'bench: Cannot use --runs 0: not a whole number from 1\n',
    exitCode: 1,
  });
}, 30_000);

const canTrace = /\ttracefs$/m.test(readFileSync('/proc/filesystems', 'utf8'));
(canTrace ? test : test.skip)(
  'bench --where draws the programs of one ADD',
  async () => {
    const { stdout, stderr, exitCode } = await bench('--where', '--only', 'masq');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    const [, reference = '', weft = ''] = stdout.split(/^ADD of .*$/m);
    expect(reference).toMatch(/ bridge +█.* host-local .* iptables /s);
    expect(weft).toMatch(/ bridge +█.* ip .* iptables-restore /s);
  },
  120_000,
);
