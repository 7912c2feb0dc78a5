/**
 * The one executable that is every mutant: `executable NAME PLUGIN ABOVE WORDS…`, called by a shell script of the plugin's name. ABOVE is empty, or
 * the command of the plugin above: then it is what that one delegates to. Compiled, since a harness calls it hundreds of times.
 */
import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { delegates } from './delegates.ts';
import { heardHere } from './heard.ts';
import { mutants } from './index.ts';
import type { Good, Mutant, Said, Wrap } from './mutant.ts';

const asIs: Wrap = (_, good) => good();

const [name = '', plugin = '', above, ...words] = process.argv.slice(2);
const mutant: Pick<Mutant, 'name' | 'wrap' | 'delegate'> = mutants.find((one) => one.name === name) ?? {
  name,
};

const heard = heardHere(words, above || undefined);
const said = !above ? ofPlugin() : (mutant.delegate ?? asIs)(heard, goodWith({}));
say(1, said.stdout);
say(2, said.stderr);
process.exit(said.exitCode);

function ofPlugin(): Said {
  const { wrap = asIs, delegate } = mutant;
  if (!delegate) return wrap(heard, goodWith({}));
  using inFront = delegates(mutant, heard);
  return wrap(heard, goodWith(inFront.env));
}

function goodWith(more: Record<string, string>): Good {
  return (change = {}) => {
    const changed = Object.entries({ ...heard.env, ...more, ...change.env });
    const env = changed.filter((entry): entry is [string, string] => entry[1] !== undefined);
    return run(
      Object.fromEntries(env),
      change.conf ? JSON.stringify(change.conf) : (change.stdin ?? heard.stdin),
    );
  };
}

function run(env: Record<string, string>, input: string): Said {
  const { status, signal, stdout, stderr } = spawnSync(plugin, [], { env, input, maxBuffer: 1 << 27 });
  if (signal) process.kill(process.pid, signal);
  return { exitCode: status ?? 127, stdout: String(stdout), stderr: String(stderr) };
}

function say(fd: number, text: string): void {
  for (let rest: Uint8Array = new TextEncoder().encode(text); rest.length > 0; )
    rest = rest.subarray(writeSync(fd, rest));
}
