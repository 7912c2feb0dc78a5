import { createServer, type Server } from 'node:net';
import { asCniError } from '../../../lib/spec/errors.ts';
import { parseJsonObject } from '../../../lib/spec/json.ts';
import { type DaemonAnswer, type DaemonCall, longestLine } from '../protocol.ts';
import type { Attachments } from './attachments.ts';
import { readCall } from './readCall.ts';

/** Milliseconds in which a caller has to have said its line, and to have hung up once it was answered. */
const patience = 10_000;

/** Takes one call a connection: a line of JSON, and answers with one. */
export function serve(attachments: Attachments): Server {
  return createServer((socket) => {
    let heard = '';
    const hungUp = new AbortController();
    const hurry = () => setTimeout(() => socket.destroy(), patience);
    let timer = hurry();
    socket.setEncoding('utf8');
    socket.on('error', () => {}); // "close" follows
    socket.on('close', () => {
      clearTimeout(timer);
      hungUp.abort();
    });
    socket.on('data', (text: string) => {
      if (heard.includes('\n')) return;
      heard += text;
      if (heard.length > longestLine) return void socket.destroy();
      if (!heard.includes('\n')) return;
      clearTimeout(timer);
      void answerTo(attachments, heard, hungUp.signal).then((answer) => {
        if (socket.destroyed) return;
        timer = hurry();
        socket.end(`${JSON.stringify(answer)}\n`);
      });
    });
  });
}

async function answerTo(attachments: Attachments, line: string, hungUp: AbortSignal): Promise<DaemonAnswer> {
  try {
    const call = readCall(parseJsonObject(line, 'the call'));
    return await carryOut(attachments, call, hungUp);
  } catch (error) {
    const { code, message, details } = asCniError(error);
    return { error: { code, message, ...(details !== undefined && { details }) } };
  }
}

async function carryOut(
  attachments: Attachments,
  call: DaemonCall,
  hungUp: AbortSignal,
): Promise<DaemonAnswer> {
  switch (call.command) {
    case 'ADD':
      return { leases: await attachments.add(call, hungUp) };
    case 'CHECK':
      return { leases: attachments.check(call) };
    case 'DEL':
      await attachments.del(call);
      return {};
    case 'GC':
      await attachments.gc(call);
      return {};
    case 'STATUS':
      return {};
  }
}
