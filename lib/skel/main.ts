import { statSync, writeSync } from '#files';
import { makeDelegate } from '../invoke/delegate.ts';
import type { Invocation } from '../invoke/invocation.ts';
import type { Runner } from '../kernel/runner.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import { current } from '../spec/version.ts';
import { byHand } from './byHand.ts';
import { dispatch, type Output } from './dispatch.ts';
import { help } from './help.ts';
import type { Plugin } from './plugin.ts';
import { readStdin, readStdinIfAny } from './stdin.ts';
import { tracer } from './trace.ts';

/** What an executable brings along. */
export interface Executable {
  runner: Runner;
  /** The path of the running file: delegated plugins that are the same file are called in process. */
  self: string;
  /** How to load the plugins that live in the same file, by type. */
  plugin(type: string): (() => Promise<Plugin<unknown>>) | undefined;
  /** True for the type of an IPAM plugin that works through the link. Default: none does. */
  needsLink?(ipamType: string): boolean;
  /** For `--help`. */
  version: string;
}

/**
 * What `bridge` and its like do when they are called: by a runtime with the environment protocol, or by a person with
 * arguments. Returns the exit status.
 */
export async function pluginMain(
  type: string,
  argv: readonly string[],
  env: Invocation['env'],
  executable: Executable,
): Promise<number> {
  try {
    const load = executable.plugin(type) ?? unknown(type);
    if (wantsHelp(argv, env)) return print({ stdout: help(await load(), executable.version), exitCode: 0 });
    const { invocation, trace } = argv.length > 0 ? hand(type, argv, env, executable) : byRuntime(env);
    const world = {
      runner: executable.runner,
      trace: tracer(env, trace),
      delegate: makeDelegate({
        ...executable,
        self: () => statSync(executable.self, { throwIfNoEntry: false }),
        call,
      }),
      needsLink: (ipamType: string) => executable.needsLink?.(ipamType) ?? false,
    };
    return print(await dispatch(load, invocation, world));

    async function call(delegated: () => Promise<Plugin<unknown>>, its: Invocation): Promise<Output> {
      return dispatch(ipam(await delegated()), its, world);
    }
  } catch (thrown) {
    return print({
      stdout: `${JSON.stringify(asCniError(thrown).toObject(current), undefined, 2)}\n`,
      exitCode: 1,
    });
  }
}

/** Of any other plugin nobody asks addresses: it would delegate in its turn, and if it names itself, without end. */
function ipam(plugin: Plugin<unknown>): () => Promise<Plugin<unknown>> {
  if (plugin.kind === 'ipam') return async () => plugin;
  throw new CniError(Code.invalidConfig, `Cannot use "ipam.type" ${quote(plugin.type)}: no IPAM plugin`);
}

/** Nobody calls a plugin without any CNI variable but a person who wants to know what it is. */
function wantsHelp(argv: readonly string[], env: Invocation['env']): boolean {
  if (argv.some((word) => ['--help', '-h', 'help'].includes(word))) return true;
  return argv.length === 0 && !Object.keys(env).some((name) => name.startsWith('CNI_'));
}

function unknown(type: string): never {
  throw new CniError(Code.internal, `Internal error: no plugin "${type}" in this executable`);
}

function hand(type: string, argv: readonly string[], env: Invocation['env'], executable: Executable) {
  const folder = executable.self.slice(0, executable.self.lastIndexOf('/'));
  return byHand(type, argv, env, folder, readStdin);
}

/** VERSION needs no standard input, and may be called where there is none. */
function byRuntime(env: Invocation['env']): { invocation: Invocation; trace: boolean } {
  const needless = env.CNI_COMMAND === 'VERSION' || !env.CNI_COMMAND;
  return { invocation: { env, stdin: needless ? readStdinIfAny() : readStdin() }, trace: false };
}

/** Whoever gets no answer must not take it for a success. */
function print(output: Output): number {
  try {
    for (let rest: Uint8Array = new TextEncoder().encode(output.stdout); rest.length > 0; )
      rest = rest.subarray(write(rest));
    return output.exitCode;
  } catch (error) {
    complain(`Cannot write to standard output: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}

function write(bytes: Uint8Array): number {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    throw error;
  }
}

/** On standard error, which may be no better. */
function complain(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // The exit status is all that is left to say.
  }
}
