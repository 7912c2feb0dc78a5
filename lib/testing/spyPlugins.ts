import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One call that a spy has recorded. */
export interface SpyCall {
  type: string;
  command: string;
  /** The whole environment. */
  env: Record<string, string>;
  /** Number of command line arguments. */
  argc: number;
  /** Standard input as text. */
  text: string;
  /** The same, decoded; empty if it is no JSON. */
  stdin: Record<string, unknown>;
}

/** What a spy says to one command. */
export interface SpyAnswer {
  stdout?: string | object;
  stderr?: string;
  /** Default: 0. */
  exit?: number;
  /** A line of shell, done before answering. */
  before?: string;
}

/** A folder of executables that write down how they are called and say what they are told to. */
export interface SpyPlugins extends Disposable {
  /** The folder of the executables: what CNI_PATH should name. */
  path: string;
  /** An empty folder of its own, for whatever the test needs. */
  room: string;
  /**
   * Makes an executable, or replaces it. A command without an answer is answered with success; ADD then prints a result
   * whose dns domain is the type, in whatever version the configuration has.
   */
  plant(type: string, answers?: Record<string, SpyAnswer>): void;
  /** All calls so far, in order. */
  calls(): SpyCall[];
  /** The same in short: "bridge ADD". */
  log(): string[];
  /** Forgets the calls so far. */
  forget(): void;
}

/** Makes the folder, below the system's temporary one. */
export function spyPlugins(): SpyPlugins {
  const home = mkdtempSync(join(tmpdir(), 'spies-'));
  const folder = (name: string) => join(home, name);
  for (const name of ['bin', 'answers', 'calls', 'room']) mkdirSync(folder(name));
  const log = folder('log');
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  const calls = () => lines().map((id) => readCall(folder('calls'), id));
  return {
    path: folder('bin'),
    room: folder('room'),
    plant(type, answers = {}) {
      const result = { stdout: { dns: { domain: type } } };
      for (const [command, answer] of Object.entries({ ADD: result, ...answers }))
        writeAnswer(folder('answers'), `${type}-${command}`, answer);
      writeFileSync(join(folder('bin'), type), script(home, type));
      chmodSync(join(folder('bin'), type), 0o755);
    },
    calls,
    log: () => calls().map(({ type, command }) => `${type} ${command}`),
    forget: () => rmSync(log, { force: true }),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

function writeAnswer(
  folder: string,
  name: string,
  { stdout = '', stderr = '', exit = 0, before = ':' }: SpyAnswer,
) {
  writeFileSync(join(folder, `${name}.out`), typeof stdout === 'string' ? stdout : JSON.stringify(stdout));
  writeFileSync(join(folder, `${name}.err`), stderr);
  writeFileSync(join(folder, `${name}.end`), `${before}\nanswer ${exit}\n`);
}

/** The environment is written down before anything can change it. */
function script(home: string, type: string): string {
  return `#!/bin/sh
id="${type} $CNI_COMMAND $$"
/usr/bin/env -0 > "${home}/calls/$id.env"
/bin/cat > "${home}/calls/$id.stdin"
echo $# > "${home}/calls/$id.argc"
echo "$id" >> "${home}/log"
answer() { /bin/cat "$said.out"; /bin/cat "$said.err" >&2; exit "$1"; }
said="${home}/answers/${type}-$CNI_COMMAND"
[ -e "$said.end" ] || exit 0
. "$said.end"
`;
}

function readCall(folder: string, id: string): SpyCall {
  const [type = '', command = ''] = id.split(' ');
  const read = (suffix: string) => readFileSync(join(folder, `${id}.${suffix}`), 'utf8');
  const env = Object.fromEntries(read('env').split('\0').filter(Boolean).map(pairOf));
  const text = read('stdin');
  return {
    type,
    command,
    env,
    argc: Number(read('argc')),
    text,
    stdin: decoded(text),
  };
}

function decoded(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function pairOf(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}
