import { writeSync } from '#files';
import type { Finished, Runner } from '../kernel/runner.ts';
import { CniError, Code } from '../spec/errors.ts';
import { parseJsonObject } from '../spec/json.ts';
import { quote } from '../spec/quote.ts';

/** Milliseconds a plugin may take when the caller sets no limit. */
export const defaultTimeout = 120_000;

/** How often and how far apart (milliseconds) an executable that is just being replaced is tried. */
const busy = { attempts: 20, pause: 250 };

/** Characters of a plugin's output that an error keeps. */
const longestDetails = 4000;

/**
 * Runs a plugin to its end and returns its standard output. `env` is the whole environment, without the entries that are
 * undefined; `timeout` is in milliseconds. What the plugin says on stderr goes to ours, whether it succeeds or fails
 * (specification, section 4).
 *
 * Throws CniError: the plugin's own code, message and details if it printed an error object, else code 103 with how it
 * ended and what it said.
 */
export async function executePlugin(
  runner: Runner,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  stdin: string,
  timeout = defaultTimeout,
): Promise<string> {
  const finished = await start(runner, file, definedOnly(env), stdin, timeout);
  forwardToStderr(finished.stderr);
  if (finished.exitCode === 0) return finished.stdout;
  throw failure(file, finished);
}

/** A file open for writing cannot be started (ETXTBSY): while a new version is copied over it, waiting helps. */
async function start(
  runner: Runner,
  file: string,
  env: Record<string, string>,
  input: string,
  timeout: number,
): Promise<Finished> {
  for (let attempt = 1; ; attempt++) {
    const finished = await runner.run({ file, args: [], input, env, timeout });
    if (!isBusy(finished) || attempt === busy.attempts) return finished;
    await new Promise((resolve) => setTimeout(resolve, busy.pause));
  }
}

function isBusy(finished: Finished): boolean {
  return finished.exitCode === 127 && /ETXTBSY|text file( is)? busy/i.test(finished.stderr);
}

function failure(file: string, finished: Finished): CniError {
  return errorObject(finished.stdout) ?? unexplained(file, finished);
}

/** The error object of the specification, if that is what the text is. */
function errorObject(stdout: string): CniError | undefined {
  try {
    const { code, msg, details } = parseJsonObject(stdout);
    if (!Number.isSafeInteger(code) || typeof msg !== 'string') return undefined;
    return new CniError(code as number, msg, typeof details === 'string' ? details : undefined);
  } catch {
    return undefined;
  }
}

/** The message holds the first line of what it said, the details all of it. */
function unexplained(file: string, { exitCode, signal, stdout, stderr }: Finished): CniError {
  const end = exitCode === null ? `ended by ${signal}` : `exit status ${exitCode}`;
  const [first = '', ...more] = stderr.trim().split('\n');
  const said = first || (stdout.trim() ? 'no error object on stdout' : 'no error message');
  const evidence = [
    more.length > 0 ? `stderr: ${stderr.trim()}` : '',
    stdout.trim() && `stdout: ${stdout.trim()}`,
  ];
  const details = evidence.filter(Boolean).join('\n').slice(0, longestDetails);
  return new CniError(
    Code.delegateFailed,
    `Cannot run ${quote(file)}: ${end}: ${said}`,
    details || undefined,
  );
}

/** A stderr that is closed or full must not make a call fail. */
function forwardToStderr(text: string): void {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(2, rest));
  } catch {}
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
