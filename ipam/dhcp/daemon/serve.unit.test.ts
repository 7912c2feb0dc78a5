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
  server = serve({ del: async ({ containerId }) => void asked.push(containerId) } as Attachments);
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
