import { CniError, Code } from '../../../lib/spec/errors.ts';
import { quote } from '../../../lib/spec/quote.ts';
import { defaultSocket } from '../conf.ts';
import { parseDuration } from './duration.ts';

/** What the daemon is told when it is started. Times in ms. */
export interface DaemonOptions {
  /** Where to write the process ID; "" for nowhere. */
  pidFile: string;
  /** Put before the socket's path and every namespace's. */
  hostPrefix: string;
  socketPath: string;
  /** Ask for answers by broadcast. */
  broadcast: boolean;
  timeout: number;
  resendMax: number;
  resendTimeout: number;
}

export const defaults: DaemonOptions = {
  pidFile: '',
  hostPrefix: '',
  socketPath: defaultSocket,
  broadcast: false,
  timeout: 10_000,
  resendMax: 62_000,
  resendTimeout: 208_000,
};

type Setter = (options: DaemonOptions, value: string) => DaemonOptions;

const flags: Record<string, Setter> = {
  pidfile: (options, pidFile) => ({ ...options, pidFile: absolute('pidfile', pidFile) }),
  hostprefix: (options, hostPrefix) => ({ ...options, hostPrefix }),
  socketpath: (options, socketPath) => ({ ...options, socketPath }),
  timeout: (options, value) => ({ ...options, timeout: duration('timeout', value) }),
  resendmax: (options, value) => ({ ...options, resendMax: duration('resendmax', value) }),
  resendtimeout: (options, value) => ({ ...options, resendTimeout: duration('resendtimeout', value) }),
};

const truths: Record<string, boolean> = Object.fromEntries([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true]),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false]),
]);

/**
 * Reads flags as Go does: one dash or two, "-flag value" or "-flag=value", a switch without a value means true.
 * Throws CniError (code 4) for what it does not understand.
 */
export function parseFlags(words: readonly string[]): DaemonOptions {
  const rest = [...words];
  let options = defaults;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name = '', value] =
      /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(word) ?? refuse(`${quote(word)} is no flag`);
    const setter = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (name === 'broadcast') options = { ...options, broadcast: truth(value ?? 'true') };
    else if (setter === undefined) refuse(`there is no flag "-${name}"`);
    else options = setter(options, value ?? rest.shift() ?? refuse(`"-${name}" needs a value`));
  }
  return options;
}

function duration(flag: string, text: string): number {
  const found = parseDuration(text);
  return found || refuse(`"-${flag}" ${quote(text)} is no duration such as "10s" or "1m30s"`);
}

function truth(text: string): boolean {
  return truths[text] ?? refuse(`"-broadcast" ${quote(text)} is neither true nor false`);
}

function absolute(flag: string, path: string): string {
  return path.startsWith('/') ? path : refuse(`"-${flag}" ${quote(path)} is not absolute`);
}

function refuse(state: string): never {
  throw new CniError(Code.invalidEnvironment, `Cannot read the arguments of "dhcp daemon": ${state}`);
}
