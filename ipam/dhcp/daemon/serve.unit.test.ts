import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { jest } from '@jest/globals';
import { eventually } from '../../../lib/testing/eventually.ts';
import { longestLine } from '../protocol.ts';
import type { Attachments } from './attachments.ts';
import { serve } from './serve.ts';

const folder = mkdtempSync(`${tmpdir()}/serve-`);
const path = `${folder}/socket`;
const asked: string[] = [];
let server: Server;

beforeAll(async () => {
  const note = (named: object): [] => {
    asked.push('containerId' in named ? String(named.containerId) : JSON.stringify(named));
    return [];
  };
  const attachments: Pick<Attachments, 'add' | 'check' | 'del' | 'gc'> = {
    add: async (it) => note(it),
    check: note,
    del: async (it) => void note(it),
    gc: async (it) => void note(it),
  };
  server = serve(attachments as Attachments);
  await once(server.listen(path), 'listening');
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
});

/** What the daemon answers to a line, until it hangs up. */
function say(line: string): Promise<string> {
  const socket = createConnection(path).setEncoding('utf8');
  let answer = '';
  socket.on('data', (text: string) => {
    answer += text;
  });
  socket.on('error', () => {}); // it hangs up while we talk
  socket.write(`${line}\n`);
  return new Promise((resolve) => socket.on('close', () => resolve(answer)));
}

const call = { command: 'DEL', containerId: 'c1', network: 'mynet', ifName: 'eth0' };

test('a call is carried out and answered', async () => {
  expect(await say(JSON.stringify(call))).toBe('{}\n');
  expect(asked).toEqual(['c1']);
});

test('a line that is too long is not carried out', async () => {
  const long = JSON.stringify({ ...call, filling: ' '.repeat(longestLine) });
  expect(await say(long)).toBe('');
  expect(await say(JSON.stringify({ ...call, containerId: 'c2' }))).toBe('{}\n');
  expect(asked).toEqual(['c2']);
});

test.each(['', '{', '[]', '{"command":"TELL"}'])('%j is answered with an error', async (line) => {
  expect(JSON.parse(await say(line))).toMatchObject({ error: { code: 6 } });
});

const wishes = { families: [4], request: [42], skipDefault: false, provide: [], priority: 0 };
const add = { ...call, command: 'ADD', netns: '/run/netns/c1', wishes };
const gc = { command: 'GC', network: 'mynet', valid: [{ containerId: 'c1', ifName: 'eth0' }] };
const provided = { option: 12, hex: '7765' };

test.each([
  add,
  { ...add, wishes: { ...wishes, families: [4, 6], provide: [provided], clientId: 'web-1' } },
  { ...call, command: 'CHECK' },
  gc,
  { ...gc, valid: [] },
])('%j is understood', async (whole) => {
  expect(JSON.parse(await say(JSON.stringify(whole)))).not.toHaveProperty('error');
  expect(asked).toHaveLength(1);
});

test.each<[string, object]>([
  ['valid', { ...gc, valid: [null] }],
  ['valid', { ...gc, valid: [{ containerId: 'c1' }] }],
  ['valid', { ...gc, valid: {} }],
  ['valid', { command: 'GC', network: 'mynet' }],
  ['network', { ...gc, network: null }],
  ['network', { ...gc, network: '' }],
  ['ifName', { ...call, ifName: 7 }],
  ['containerId', { ...call, command: 'CHECK', containerId: 'a/b' }],
  ['containerId', { command: 'DEL' }],
  ['netns', { ...add, netns: null }],
  ['netns', { ...add, netns: 'c1' }],
  ['wishes', { ...add, wishes: undefined }],
  ['wishes', { ...add, wishes: { ...wishes, families: [] } }],
  ['wishes', { ...add, wishes: { ...wishes, families: [5] } }],
  ['wishes', { ...add, wishes: { ...wishes, request: [256] } }],
  ['wishes', { ...add, wishes: { ...wishes, request: null } }],
  ['wishes', { ...add, wishes: { ...wishes, skipDefault: 'no' } }],
  ['wishes', { ...add, wishes: { ...wishes, priority: -1 } }],
  ['wishes', { ...add, wishes: { ...wishes, provide: [{ ...provided, hex: 'x' }] } }],
  ['wishes', { ...add, wishes: { ...wishes, clientId: {} } }],
  ['command', { ...call, command: 'toString' }],
])(
  'a call whose %s is wrong is answered with an error that names it, and changes nothing: %j',
  async (key, bad) => {
    const { error } = JSON.parse(await say(JSON.stringify(bad)));
    expect(error).toEqual({
      code: 6,
      message: expect.stringMatching(`^Cannot understand "${key}" of the call`),
    });
    expect(asked).toEqual([]);
  },
);

test('who was answered and does not hang up is hung up on', async () => {
  const open = () => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const socket = createConnection({ path, allowHalfOpen: true });
  socket.write(`${JSON.stringify(call)}\n`);
  await once(socket, 'data');
  expect(await open()).toBe(1);
  jest.advanceTimersByTime(10_000);
  jest.useRealTimers();
  await eventually('the end', open, (count) => count === 0);
  socket.destroy();
});
