import type { Dial, LineEars, OpenLine } from '../../lib/kernel/dial.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { isObject } from '../../lib/spec/json.ts';
import { quote } from '../../lib/spec/quote.ts';
import { type DaemonAnswer, type DaemonCall, longestLine } from './protocol.ts';

/** Milliseconds: an acquisition ends by the daemon's own bound; everything else is at most a packet or two. */
const patience = { ADD: 300_000, DEL: 10_000, CHECK: 10_000, GC: 60_000, STATUS: 5000 };

/** That nobody listens: the daemon is down, or somewhere else. */
export class Unreachable extends CniError {}

/** Asks the daemon at a socket one thing. */
export type AskDaemon = (socketPath: string, call: DaemonCall) => Promise<DaemonAnswer>;

/**
 * Asks by way of a Dial, and hangs up. Throws Unreachable (code 11) if nobody listens, CniError with the daemon's own
 * code if it refuses, or code 11 if it does not answer in time.
 */
export function askBy(dial: Dial): AskDaemon {
  return async (socketPath, call) => {
    const answer = parse(socketPath, await exchange(dial, socketPath, call));
    if (answer.error === undefined) return answer;
    const { code, message, details } = answer.error;
    throw new CniError(code, message, details);
  };
}

async function exchange(dial: Dial, socketPath: string, call: DaemonCall): Promise<string> {
  let line: OpenLine | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = new Promise<string>((resolve, reject) => {
    const fail = (state: string) => reject(refused(socketPath, state));
    let text = '';
    const ears: LineEars = {
      heard(more) {
        text += more;
        if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
        else if (text.length > longestLine) fail('its answer does not end');
      },
      ended: (why) => fail(why === 'closed' ? 'it hung up without an answer' : why),
    };
    timer = setTimeout(fail, patience[call.command], `no answer within ${patience[call.command] / 1000} s`);
    dial(socketPath, ears).then(
      (opened) => {
        line = opened;
        opened.say(`${JSON.stringify(call)}\n`);
      },
      (error) => reject(unreachable(socketPath, error)),
    );
  });
  try {
    return await heard;
  } finally {
    clearTimeout(timer);
    line?.hangUp();
  }
}

function refused(socketPath: string, state: string): CniError {
  return new CniError(Code.tryAgainLater, messageOf(socketPath, state));
}

function unreachable(socketPath: string, error: Error): Unreachable {
  return new Unreachable(Code.tryAgainLater, messageOf(socketPath, stateOf(error)));
}

function messageOf(socketPath: string, state: string): string {
  return `Cannot ask the daemon of dhcp at "daemonSocketPath" ${quote(socketPath)}: ${state}`;
}

function stateOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : error.message;
  if (code === 'ENOENT') return 'there is no such socket; "dhcp daemon" is not running';
  return code === 'ECONNREFUSED' ? 'nobody listens; "dhcp daemon" is not running' : code;
}

function parse(socketPath: string, line: string): DaemonAnswer {
  try {
    const answer: unknown = JSON.parse(line);
    if (isObject(answer)) return answer;
  } catch {
    // said below
  }
  throw refused(socketPath, 'its answer is not JSON: is something else listening there?');
}
