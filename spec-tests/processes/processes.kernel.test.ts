/*
 * The programs that every call of every plugin starts: nobody adds one unseen. Others on record are counted in
 * processesInLab.kernel.test.ts. What to do when it fails: docs/performance.md, "Processes".
 */
import { fileURLToPath } from 'node:url';
import { needs } from '../../lib/testing/needs.ts';
import { thisMachine } from '../../lib/testing/place.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Attachment, attachments } from '../bench/attachments.ts';
import { count } from './count.ts';
import { readRecord } from './record.ts';

beforeAll(() => needs('strace', 'ip', 'iptables', 'nft'));

const here = Object.entries<Attachment>(attachments).filter(([, { needs: features }]) => !features);

test.each(here)('%s starts the programs on record and no others', async (name, attachment) => {
  expect(await count(attachment)).toEqual(readRecord()[name]);
});

test('count sees a program that a plugin starts, by whatever path, and in whose network', async () => {
  using spies = spyPlugins();
  spies.plant('bridge', { ADD: { before: '/bin/true; nsenter --net="$CNI_NETNS" /bin/true' } });
  const { ADD } = await count(attachments.bridge, 'ADD', spies.path);
  expect(ADD).toEqual(expect.arrayContaining(['nsenter host', 'true container', 'true host']));
});

test('main.ts prints a table and agrees with the record', async () => {
  const file = fileURLToPath(new URL('main.ts', import.meta.url));
  const tsx = fileURLToPath(import.meta.resolve('tsx'));
  const argv = [process.execPath, '--import', tsx, file, '--only', 'static'];
  const { stdout, stderr, exitCode } = await thisMachine().run(argv);
  expect({ stderr, exitCode }).toEqual({ stderr: 'static …\n', exitCode: 0 });
  expect(stdout).toMatch(/^\| static +\| DEL +\| 0 +\| 0 +\|/m);
});
