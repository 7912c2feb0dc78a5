import {
  callPlugin,
  type PluginOutcome,
  pluginsUnderTest,
  referencePlugins,
} from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { thisMachine } from '../../lib/testing/place.ts';
import { TestNetwork } from './testNetwork.ts';

// Two hundred processes at once in one folder: every second one is the reference's host-local, the others are ours.
beforeAll(() => needs(`${pluginsUnderTest}/host-local`, `${referencePlugins}/host-local`));

const crowd = Array.from({ length: 200 }, (_, n) => n);
const houses = [pluginsUnderTest, referencePlugins];

/** The same call for everybody, at once. `swapped`: each by the program that the other half had before. */
function together(net: TestNetwork, command: 'ADD' | 'DEL', swapped = 0): Promise<PluginOutcome[]> {
  const conf = net.conf({ conf: { cniVersion: '1.0.0' } });
  const call = (n: number) =>
    callPlugin({
      host: thisMachine(),
      type: 'host-local',
      cniPath: houses[(n + swapped) % 2] ?? '',
      command,
      conf,
      containerId: `c${n}`,
      netns: '/x',
      ifName: 'eth0',
      timeout: 240_000,
    });
  return Promise.all(crowd.map(call));
}

/** Who holds what, by the files. */
function reserved(net: TestNetwork): Record<string, string> {
  const files = Object.entries(net.files).filter(([name]) => !name.startsWith('last_'));
  return Object.fromEntries(files);
}

test('200 ADDs of both programs at once give no address twice and lose none, and each gives back what the other reserved', async () => {
  using net = new TestNetwork({ ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: '2001:db8::/64' }]] });
  const outcomes = await together(net, 'ADD');
  expect(outcomes.filter(({ exitCode }) => exitCode !== 0).map(({ stdout }) => stdout)).toEqual([]);
  const told = outcomes.flatMap(({ json }, n) =>
    (json?.ips ?? []).map(({ address }) => [address.replace(/\/.*/, ''), `c${n}\r\neth0`]),
  );
  expect(told).toHaveLength(400);
  expect(Object.keys(Object.fromEntries(told))).toHaveLength(400);
  expect(reserved(net)).toEqual(Object.fromEntries(told));
  const released = await together(net, 'DEL', 1);
  expect(released.filter(({ exitCode }) => exitCode !== 0).map(({ stdout }) => stdout)).toEqual([]);
  expect(reserved(net)).toEqual({});
}, 300_000);

test('200 ADDs of both programs at once on a pool of 100 give exactly those 100', async () => {
  using net = new TestNetwork({ subnet: '10.1.2.0/24', rangeStart: '10.1.2.2', rangeEnd: '10.1.2.101' });
  const outcomes = await together(net, 'ADD');
  const given = outcomes.flatMap(({ json }) => json?.ips?.map(({ address }) => address) ?? []);
  expect(new Set(given).size).toBe(100);
  expect(given).toHaveLength(100);
  const refusals = outcomes.filter(({ exitCode }) => exitCode !== 0);
  expect(refusals).toHaveLength(100);
  const told = refusals.map(
    ({ json, stdout, stderr, exitCode }) => json?.msg ?? { exitCode, stdout, stderr },
  );
  for (const text of told) expect(text).toEqual(expect.stringContaining('no IP addresses available'));
  expect(Object.keys(reserved(net))).toHaveLength(100);
}, 300_000);
