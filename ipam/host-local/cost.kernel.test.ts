import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { thisMachine } from '../../lib/testing/place.ts';
import { failure, TestNetwork } from './testNetwork.ts';

// What a call costs, counted in calls of the system that name a file: time would tell more of the machine than of the plugin.
beforeAll(() => needs('strace', `${pluginsUnderTest}/host-local`));

const environment = {
  CNI_CONTAINERID: 'new',
  CNI_NETNS: '/x',
  CNI_IFNAME: 'eth0',
  CNI_PATH: '/x',
  PATH: '/usr/bin',
};

/** Runs the executable; what it printed, and how often it named a file below the network's folders. */
async function counted(net: TestNetwork, command: string): Promise<{ stdout: string; calls: number }> {
  const log = `${net.dataDir}/strace`;
  const { stdout } = await thisMachine().run(
    ['strace', '-f', '-o', log, '-e', 'trace=%file', `${pluginsUnderTest}/host-local`],
    { input: JSON.stringify(net.conf()), env: { ...environment, CNI_COMMAND: command }, timeout: 60_000 },
  );
  const lines = readFileSync(log, 'utf8').split('\n');
  return { stdout, calls: lines.filter((line) => line.includes(`${net.dataDir}/`)).length };
}

/** Makes everything in the folder taken but what `isFree` says, and `last` the address given last, as we would leave it. */
async function fill(net: TestNetwork, addresses: string[], last: string): Promise<void> {
  await net.add('first');
  await net.del('first');
  mkdirSync(net.folder, { recursive: true });
  for (const address of addresses) writeFileSync(`${net.folder}/${address}`, `x${address}\r\neth0`);
  writeFileSync(`${net.folder}/last_reserved_ip.0`, last);
  utimesSync(`${net.folder}/last_reserved_ip.0`, 0, 0);
}

const hosts = (count: number) => Array.from({ length: count }, (_, n) => n + 2);

test('ADD and DEL name as many files in a pool with 4,000 reservations as in an empty one', async () => {
  using empty = new TestNetwork({ subnet: '10.1.0.0/16' });
  using full = new TestNetwork({ subnet: '10.1.0.0/16' });
  await fill(empty, [], '10.1.15.250');
  await fill(
    full,
    hosts(4000).map((n) => `10.1.${n >> 8}.${n & 255}`),
    '10.1.15.250',
  );
  for (const command of ['ADD', 'DEL']) {
    const [one, other] = [await counted(empty, command), await counted(full, command)];
    expect(other).toEqual(one);
  }
  expect(Object.keys(full.files)).toHaveLength(4001);
}, 240_000);

test('ADD to a full pool says so without trying every address, and STATUS too', async () => {
  using net = new TestNetwork({ subnet: '10.1.0.0/20' });
  await fill(
    net,
    hosts(4093).map((n) => `10.1.${n >> 8}.${n & 255}`),
    '10.1.7.7',
  );
  const { stdout, calls } = await counted(net, 'ADD');
  expect(JSON.parse(stdout)).toMatchObject({
    code: 102,
    msg: expect.stringContaining('no IP addresses available in range set: 10.1.0.1-10.1.15.254'),
  });
  expect(calls).toBeLessThan(300);
  expect(await failure(() => net.status())).toMatchObject({ code: 50 });
}, 240_000);

test('ADD in a /64 goes neither through its addresses nor through those that are taken', async () => {
  using net = new TestNetwork({ subnet: '2001:db8::/64' });
  await fill(
    net,
    hosts(1000).map((n) => `2001:db8::${n.toString(16)}`),
    '2001:db8::1',
  );
  const { stdout, calls } = await counted(net, 'ADD');
  expect(JSON.parse(stdout)).toMatchObject({ ips: [{ address: '2001:db8::3ea/64' }] });
  expect(calls).toBeLessThan(300);
  const next = await counted(net, 'DEL');
  expect(next.calls).toBeLessThan(50);
}, 240_000);
