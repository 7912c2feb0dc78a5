import { fileURLToPath } from 'node:url';
import { referencePlugins } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { thisMachine } from '../../lib/testing/place.ts';

/** That it runs on the machine and boots the lab for what it measures. */
beforeAll(() => needs('linux.uml', `${referencePlugins}/bridge`));

test('bench --lab measures in the lab what this kernel may lack', async () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const tsx = fileURLToPath(import.meta.resolve('tsx'));
  const argv = ['--lab', '--runs', '1', '--only', 'dummy'];
  const { stdout, stderr, exitCode } = await thisMachine().run(
    [process.execPath, '--import', tsx, main, ...argv],
    { timeout: 540_000 },
  );
  expect({ stderr, exitCode }).toMatchObject({ exitCode: 0 });
  expect(stdout).toMatch(/^\| ADD dummy .* \d+\.\d /m);
  expect(stdout).toMatch(/ · kernel: \S+ · weft: /);
}, 600_000);
