import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import type { Outcome } from '../../lib/testing/outcome.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ipLines } from './testFaults.ts';

const list = readFileSync(
  fileURLToPath(new URL('../../conf-examples/10-bridge.conflist', import.meta.url)),
  'utf8',
);
const file = '/etc/cni/net.d/10-bridge.conflist';

/** A call as a person types it. */
function type(
  host: Host,
  words: string,
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  return host.run([`${pluginsUnderTest}/bridge`, ...words.split(' ')], options);
}

async function ok(host: Host, words: string, options = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await type(host, words, options);
  expect({ words, exitCode, stderr }).toEqual({ words, exitCode: 0, stderr: '' });
  return stdout;
}

async function exampleHost(): Promise<Host> {
  const host = await throwawayHost();
  host.write(file, list);
  return host;
}

test('bridge by hand: add, check, del, gc and status with a list from /etc/cni/net.d', async () => {
  await using host = await exampleHost();
  const blue = await host.container('blue');
  expect(await ok(host, `status --conf ${file}`)).toBe('');
  const result = JSON.parse(await ok(host, `add blue blue --conf ${file}`));
  expect(result).toMatchObject({
    cniVersion: '1.1.0',
    interfaces: [{}, {}, { name: 'eth0', sandbox: '/run/netns/blue' }],
  });
  host.write('/run/result', JSON.stringify(result));
  expect(await ok(host, `check blue /run/netns/blue --result /run/result --conf ${file}`)).toBe('');
  await ok(host, `add blue blue --ifname net1 --conf ${file}`);
  await ok(host, `gc --valid blue --valid other:eth7 --conf ${file}`);
  expect((await blue.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo', 'eth0']);
  expect(await ok(host, `del blue --conf ${file}`)).toBe('');
  expect((await blue.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo']);
  await ok(host, `gc --none-valid --conf ${file}`);
  expect((await host.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo']);
}, 20_000);

test('bridge by hand reads the configuration from standard input, a list or an object', async () => {
  await using host = await exampleHost();
  await host.container('blue');
  const object = { cniVersion: '1.1.0', name: 'mine', type: 'bridge', bridge: 'br7', ipam: {} };
  for (const input of [list, JSON.stringify(object)]) {
    await ok(host, 'add blue blue', { input });
    await ok(host, 'del blue blue --conf -', { input });
  }
  expect((await host.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo', 'cni0', 'br7']);
});

test('bridge by hand --trace says on stderr what is done, as commands that do it', async () => {
  await using host = await exampleHost();
  const [blue, green] = [await host.container('blue'), await host.container('green')];
  await ok(host, `add green green --conf ${file}`);
  await ok(host, `del green --conf ${file}`);
  const { exitCode, stdout, stderr } = await type(host, `add blue blue --trace --conf ${file}`);
  expect([exitCode, JSON.parse(stdout).cniVersion]).toEqual([0, '1.1.0']);
  expect(stderr).toMatch(/^host: ip link add name veth\w+ .*# create veth pair/m);
  expect(stderr).toMatch(/^container: ip address add 10\.88\.0\.3\/16 .*# give "eth0" the address/m);
  const before = await blue.ipJson('route');
  // The lines for the container, typed for another one, make the same of it.
  const lines = [...stderr.matchAll(/^container: (ip|sysctl) (.*?) {2}# /gm)].map(
    ([, tool, line]) => `${tool} ${line}`,
  );
  await host.ok([
    'sh',
    '-ec',
    'ip link add v0 type veth peer name eth0 netns green; ip link set v0 master cni0 up',
  ]);
  for (const line of lines)
    await green.ok([
      'sh',
      '-ec',
      line.replace(/^sysctl -w (\S+)=(\S+)$/, 'echo $2 > /proc/sys/$1'.replaceAll('$', '$')),
    ]);
  expect(await green.ipJson('route')).toEqual(before);
  expect(ipLines(stderr).length).toBeGreaterThan(8);
});

test('bridge by hand explains itself, without touching anything', async () => {
  await using host = await exampleHost();
  const before = await snapshot(host);
  for (const words of ['--help', '-h', 'help', 'add --help'])
    expect(await ok(host, words)).toMatch(/^bridge \(weft \S+\): connects .*\n\nBy hand:\n {2}bridge add /);
  expect(await ok(host, 'version')).toContain('"supportedVersions"');
  const bare = await host.run([`${pluginsUnderTest}/bridge`], { env: { PATH: '/usr/bin' }, input: '' });
  expect([bare.exitCode, bare.stdout]).toEqual([0, expect.stringContaining('By a runtime')]);
  expect(difference(before, await snapshot(host))).toEqual([]);
});

test('bridge by hand says which words it does not understand', async () => {
  await using host = await exampleHost();
  await host.container('blue');
  const before = await snapshot(host);
  const wrong: [words: string, said: string, code: number][] = [
    ['attach blue blue', '"attach" is no command', 4],
    ['add blue', '"add" takes 2', 4],
    ['add blue blue blue', '"add" takes 2', 4],
    ['add blue blue --colour red', '"--colour" is no option', 4],
    ['add blue blue --conf', '"--conf" needs a value', 4],
    ['add blue blue --conf /no/such/file', '"/no/such/file"', 5],
    [`add blue nobody --conf ${file}`, '/run/netns/nobody', 4],
    [`add blue blue --ifname a/b --conf ${file}`, 'CNI_IFNAME', 4],
    [`gc --conf ${file}`, '"cni.dev/valid-attachments" is missing', 7],
    [`check blue blue --conf ${file}`, '"prevResult" is missing', 7],
  ];
  for (const [words, said, code] of wrong) {
    const { exitCode, stdout } = await type(host, words);
    expect({ words, exitCode, ...JSON.parse(stdout) }).toMatchObject({
      words,
      exitCode: 1,
      code,
      msg: expect.stringContaining(said),
    });
  }
  expect(difference(before, await snapshot(host))).toEqual([]);
});
