import { existsSync, readdirSync, statSync } from 'node:fs';
import {
  callPlugin,
  type PluginOutcome,
  pluginsUnderTest,
  referencePlugins,
} from '../../lib/testing/callPlugin.ts';
import { thisMachine } from '../../lib/testing/place.ts';
import { failure, TestNetwork } from './testNetwork.ts';

// One folder, two programs: the reference's host-local (Debian's containernetworking-plugins) and ours. Needs no namespace:
// host-local never enters the one it is told.
beforeAll(() => {
  if (!existsSync(`${referencePlugins}/host-local`))
    throw new Error(
      'Cannot run: missing /usr/lib/cni/host-local (Debian package containernetworking-plugins)',
    );
});

function reference(
  net: TestNetwork,
  command: string,
  containerId: string,
  more = {},
): Promise<PluginOutcome> {
  const conf = net.conf({ conf: { cniVersion: '1.0.0', ...more } });
  const attachment = { containerId, netns: '/x', ifName: 'eth0' };
  return callPlugin({
    host: thisMachine(),
    cniPath: referencePlugins,
    type: 'host-local',
    command,
    conf,
    ...attachment,
  });
}

async function referenceAdd(net: TestNetwork, containerId: string): Promise<string[]> {
  const { exitCode, json, stdout } = await reference(net, 'ADD', containerId);
  if (exitCode !== 0) throw new Error(`reference ADD: ${stdout}`);
  return (json?.ips ?? []).map(({ address }) => address);
}

test('the reference and we leave the same files, byte for byte', async () => {
  const ranges = { ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: '2001:db8:0::/64' }]] };
  using theirs = new TestNetwork(ranges);
  using ours = new TestNetwork(ranges);
  expect(await referenceAdd(theirs, 'a')).toEqual(await ours.addresses('a'));
  expect(ours.files).toEqual(theirs.files);
  await reference(theirs, 'DEL', 'a');
  await ours.del('a');
  expect(ours.files).toEqual(theirs.files);
});

test('both take the ranges of the runtime first, and its addresses from them (HL-30)', async () => {
  const ipRanges = [[{ subnet: '10.9.0.0/24', rangeStart: '10.9.0.7' }], [{ subnet: '2001:db8:9::/64' }]];
  const conf = { runtimeConfig: { ipRanges, ips: ['2001:db8:9::99/128'] } };
  using theirs = new TestNetwork();
  using ours = new TestNetwork();
  const { json } = await reference(theirs, 'ADD', 'a', conf);
  const given = await ours.addresses('a', { conf });
  expect(given).toEqual(['10.9.0.7/24', '2001:db8:9::99/64', '10.1.2.2/24']);
  expect(json?.ips?.map(({ address }) => address)).toEqual(given);
  expect(ours.files).toEqual(theirs.files);
});

test('the first ADD of all says nothing but its result (HL-07)', async () => {
  using net = new TestNetwork();
  const call = { host: thisMachine(), type: 'host-local', containerId: 'a', netns: '/x', ifName: 'eth0' };
  const { stdout, stderr, json } = await callPlugin({ ...call, command: 'ADD', conf: net.conf() });
  expect(json?.ips).toHaveLength(1);
  expect([stdout.trim().at(-1), stderr]).toEqual(['}', '']);
});

test("who holds the reference's lock does not keep us waiting: there is no lock of ours (HL-55, HL-56)", async () => {
  using net = new TestNetwork();
  await referenceAdd(net, 'a');
  const { stdout } = await thisMachine().ok(
    ['flock', `${net.folder}/lock`, `${pluginsUnderTest}/host-local`],
    {
      input: JSON.stringify(net.conf()),
      env: { CNI_COMMAND: 'ADD', CNI_CONTAINERID: 'b', CNI_NETNS: '/x', CNI_IFNAME: 'eth0', CNI_PATH: '/x' },
    },
  );
  expect(JSON.parse(stdout)).toMatchObject({ ips: [{ address: '10.1.2.3/24' }] });
});

test('both go on where the other stopped', async () => {
  using net = new TestNetwork();
  expect(await referenceAdd(net, 'a')).toEqual(['10.1.2.2/24']);
  expect(await net.addresses('b')).toEqual(['10.1.2.3/24']);
  expect(await referenceAdd(net, 'c')).toEqual(['10.1.2.4/24']);
  expect(await net.addresses('d')).toEqual(['10.1.2.5/24']);
});

test('both refuse a second address to an attachment that got its first from the other', async () => {
  using net = new TestNetwork();
  await net.add('ours');
  await referenceAdd(net, 'theirs');
  expect((await reference(net, 'ADD', 'ours')).exitCode).toBe(1);
  expect(await failure(() => net.add('theirs'))).toMatchObject({ code: 102 });
  await net.add('ours2');
  await referenceAdd(net, 'theirs2');
  expect(await failure(() => net.add('theirs'))).toMatchObject({ code: 102 });
  expect(await failure(() => net.add('theirs2'))).toMatchObject({ code: 102 });
  expect(Object.keys(net.files)).toEqual([
    '10.1.2.2',
    '10.1.2.3',
    '10.1.2.4',
    '10.1.2.5',
    'last_reserved_ip.0',
  ]);
});

test('both give back what the other reserved', async () => {
  using net = new TestNetwork();
  await referenceAdd(net, 'theirs');
  await net.del('theirs');
  expect(net.files).toEqual({ 'last_reserved_ip.0': '10.1.2.2' });
  await net.add('ours');
  expect((await reference(net, 'DEL', 'ours')).exitCode).toBe(0);
  expect(net.files).toEqual({ 'last_reserved_ip.0': '10.1.2.3' });
  expect(await net.addresses('ours')).toEqual(['10.1.2.4/24']);
  await referenceAdd(net, 'theirs');
  await net.del('theirs');
  await net.del('ours');
  expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0']);
});

test('del() finds all of an attachment, one address from each program', async () => {
  using net = new TestNetwork();
  await net.add('a');
  const asked = { args: { cni: { ips: ['10.1.2.77'] } } };
  expect((await reference(net, 'ADD', 'a', asked)).exitCode).toBe(0);
  await net.del('a');
  expect(net.files).toEqual({ 'last_reserved_ip.0': '10.1.2.77' });
});

test('both pass CHECK of what the other reserved', async () => {
  using net = new TestNetwork();
  const ours = await net.add('ours');
  expect(
    (await reference(net, 'CHECK', 'ours', { prevResult: { ...ours, cniVersion: '1.0.0' } })).exitCode,
  ).toBe(0);
  const theirs = await referenceAdd(net, 'theirs');
  await net.check('theirs', { cniVersion: '1.0.0', ips: theirs.map((address) => ({ address })) });
});

test('both say that a pool is full which they filled together', async () => {
  using net = new TestNetwork({ subnet: '10.1.2.0/29' });
  for (const id of ['a', 'b']) await net.add(id);
  for (const id of ['c', 'd']) await referenceAdd(net, id);
  expect(await net.addresses('e')).toEqual(['10.1.2.6/29']);
  expect((await reference(net, 'ADD', 'f')).exitCode).toBe(1);
  expect(await failure(() => net.add('f'))).toMatchObject({ code: 102 });
});

test('both at the same time never give one address twice', async () => {
  using net = new TestNetwork({ subnet: '10.1.2.0/26' });
  const theirs = Array.from({ length: 20 }, (_, n) => referenceAdd(net, `theirs${n}`));
  const ours: string[][] = [];
  // In turns with the reports of their ends, so that the two really run side by side.
  for (const running of theirs) {
    ours.push(await net.addresses(`ours${ours.length}`));
    await running;
  }
  const all = [...ours, ...(await Promise.all(theirs))].flat();
  expect(new Set(all).size).toBe(40);
  await Promise.all([
    ...theirs.map((_, n) => reference(net, 'DEL', `ours${n}`)),
    ...ours.map((_, n) => net.del(`theirs${n}`)),
  ]);
  expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0']);
});

test('gc() frees what the reference reserved for attachments that are gone', async () => {
  using net = new TestNetwork();
  await referenceAdd(net, 'gone');
  await referenceAdd(net, 'there');
  await net.gc([['there', 'eth0']]);
  expect(Object.keys(net.files)).toEqual(['10.1.2.3', 'last_reserved_ip.0']);
});

test('the reference neither sees nor changes what is ours alone', async () => {
  using net = new TestNetwork();
  await net.add('a');
  const index = `${net.dataDir}/.weft/mynet`;
  const before = [readdirSync(index), statSync(index).mtimeMs];
  await reference(net, 'DEL', 'a');
  expect([readdirSync(index), statSync(index).mtimeMs]).toEqual(before);
});
