import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { callPlugin, type PluginOutcome, pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { needs } from '../../lib/testing/needs.ts';
import { thisMachine } from '../../lib/testing/place.ts';
import { TestNetwork } from './testNetwork.ts';

// One call is held back just before it changes something, and others come and go meanwhile: it must not act on what it saw before.
beforeAll(() => needs('strace', 'flock', `${pluginsUnderTest}/host-local`));

interface Call {
  ip?: string;
  via?: string[];
  /** Container IDs that GC is told are valid. */
  valid?: string[];
}

function call(net: TestNetwork, command: string, containerId: string, { ip, via, valid }: Call = {}) {
  const attachments = (valid ?? []).map((id) => ({ containerID: id, ifname: 'eth0' }));
  const conf = net.conf({ conf: { 'cni.dev/valid-attachments': attachments } });
  const attachment = { containerId, netns: '/x', ifName: 'eth0', ...(ip && { args: `IP=${ip}` }) };
  return callPlugin({
    host: thisMachine(),
    type: 'host-local',
    command,
    conf,
    ...(command !== 'GC' && attachment),
    ...(via && { via }),
  });
}

/** Starts a call and returns once it has come to the nth of its calls of one kind, which it then makes two seconds later. */
async function heldBack(
  net: TestNetwork,
  at: string,
  nth: number,
  ...[command, id, more]: [string, string, Call?]
) {
  const log = `${net.dataDir}/strace`;
  const delay = `inject=${at}:delay_enter=2000000:when=${nth}`;
  const via = ['strace', '-f', '-o', log, '-e', `trace=${at}`, '-e', delay];
  const running = call(net, command, id, { ...more, via });
  const isThere = () => existsSync(log) && readFileSync(log, 'utf8').split(`${at}(`).length > nth;
  await eventually(`${at} number ${nth} of ${command}`, isThere);
  return { running };
}

async function succeeds(running: Promise<PluginOutcome>): Promise<void> {
  expect(await running).toMatchObject({ exitCode: 0 });
}

/** That an address still is b's, and nobody else gets it. */
async function expectOwnedByB(net: TestNetwork, ip: string): Promise<void> {
  expect(net.files[ip]).toBe('b\r\neth0');
  expect((await call(net, 'ADD', 'z', { ip })).json).toMatchObject({ code: 102 });
}

test('ADD that fails leaves an address alone which DEL has given back and another ADD has taken since', async () => {
  using net = new TestNetwork({ ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00::/64' }]] });
  const late = await heldBack(net, 'link', 2, 'ADD', 'a');
  await succeeds(call(net, 'DEL', 'a'));
  await succeeds(call(net, 'ADD', 'b', { ip: '10.1.2.2' }));
  expect((await late.running).json).toMatchObject({ code: 5 });
  await expectOwnedByB(net, '10.1.2.2');
});

test('ADD gives all back when its draft was cleared away, as by another ADD after it was stopped for a minute', async () => {
  using net = new TestNetwork({ ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00::/64' }]] });
  const late = await heldBack(net, 'link', 2, 'ADD', 'a');
  const drafts = `${net.dataDir}/.weft/mynet/new`;
  expect(net.files['10.1.2.2']).toBe('a\r\neth0');
  for (const name of readdirSync(drafts)) rmSync(`${drafts}/${name}`);
  expect((await late.running).json).toMatchObject({ code: 5 });
  expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0']);
});

test.each([
  ['DEL', {}],
  ['GC', { valid: ['b'] }],
])(
  '%s leaves an address alone which DEL has given back and ADD has given to another since',
  async (command, more) => {
    using net = new TestNetwork();
    await succeeds(call(net, 'ADD', 'a', { ip: '10.1.2.9' }));
    const late = await heldBack(net, 'unlink', 1, command, 'a', more);
    await succeeds(call(net, 'DEL', 'a'));
    await succeeds(call(net, 'ADD', 'b', { ip: '10.1.2.9' }));
    await succeeds(late.running);
    await expectOwnedByB(net, '10.1.2.9');
  },
);

test('DEL and GC say so, once, when another call is giving back for longer than anybody needs, and remove nothing; ADD does not wait', async () => {
  using net = new TestNetwork({ ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00::/64' }]] });
  await succeeds(call(net, 'ADD', 'a'));
  const refused = { code: 105, details: expect.stringMatching(/^"[^"\n]*" is locked by another[^\n]*$/) };
  for (const command of ['DEL', 'GC'])
    expect((await call(net, command, 'a', { via: ['flock', net.folder] })).json).toMatchObject(refused);
  expect([net.files['10.1.2.2'], net.files['fd00::2']]).toEqual(['a\r\neth0', 'a\r\neth0']);
  await succeeds(call(net, 'ADD', 'b', { via: ['flock', net.folder] }));
  await succeeds(call(net, 'DEL', 'a'));
  const left = Object.keys(net.files).filter((name) => !name.startsWith('last_'));
  expect(left).toEqual(['10.1.2.3', 'fd00::3']);
});
