/**
 * The one executable that is every mutant: `executable NAME PLUGIN`, called by a shell script of the plugin's name. Compiled, since
 * a harness calls it hundreds of times.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeSync } from 'node:fs';
import { mutants } from './index.ts';
import type { Heard, Said } from './mutant.ts';

const [name = '', plugin = ''] = process.argv.slice(2);
const mutant = mutants.find((one) => one.name === name);
if (!mutant) throw new Error(`No mutant "${name}"`);

const stdin = readStdin();
const env = process.env as Record<string, string>;
const heard: Heard = { command: env.CNI_COMMAND ?? '', env, stdin, conf: decoded(stdin) };
const said = mutant.wrap(heard, (change = {}) =>
  run(
    Object.fromEntries(
      Object.entries({ ...env, ...change.env }).filter(([, value]) => value !== undefined),
    ) as Heard['env'],
    change.conf ? JSON.stringify(change.conf) : (change.stdin ?? stdin),
  ),
);
say(1, said.stdout);
say(2, said.stderr);
process.exit(said.exitCode);

function run(its: Heard['env'], input: string): Said {
  const { status, signal, stdout, stderr } = spawnSync(plugin, [], { env: its, input, maxBuffer: 1 << 27 });
  if (signal) process.kill(process.pid, signal);
  return { exitCode: status ?? 127, stdout: String(stdout), stderr: String(stderr) };
}

function readStdin(): string {
  try {
    return readFileSync(0, 'utf8');
  } catch {
    return '';
  }
}

function decoded(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function say(fd: number, text: string): void {
  for (let rest: Uint8Array = new TextEncoder().encode(text); rest.length > 0; )
    rest = rest.subarray(writeSync(fd, rest));
}
