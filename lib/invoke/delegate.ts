import { statSync } from '#files';
import type { Runner } from '../kernel/runner.ts';
import { CniError, Code } from '../spec/errors.ts';
import { parseJsonObject } from '../spec/json.ts';
import { quote } from '../spec/quote.ts';
import { executePlugin } from './execute.ts';
import { findPlugin } from './find.ts';
import type { Invocation } from './invocation.ts';

export type DelegatedCommand = 'ADD' | 'DEL' | 'CHECK' | 'GC' | 'STATUS';

export interface Delegate {
  /**
   * Calls a delegated plugin with the very environment and stdin of this call (specification, section 4), but for
   * CNI_COMMAND. Resolves to its standard output; throws CniError with the delegate's own code and message.
   */
  call(type: string, command: DelegatedCommand, invocation: Invocation): Promise<string>;
  /** True if the plugin lives in the running file. False also for one that is not found. */
  isHere(type: string, invocation: Invocation): boolean;
}

export interface Delegation<Plugin> {
  runner: Runner;
  /** Device and inode of the running file. Asked for when a plugin is delegated to. */
  self(): { dev: number; ino: number } | undefined;
  /** The plugin of a type, or how to load it, that lives in the running file. */
  plugin(type: string): Plugin | undefined;
  /** Calls a plugin that lives in the running file. */
  call(plugin: Plugin, invocation: Invocation): Promise<{ stdout: string; exitCode: number }>;
}

/**
 * Delegation along CNI_PATH. When the executable found is the very file that is running, the plugin is called in
 * process: same environment, same stdin, same output, one start of a process less.
 */
export function makeDelegate<Plugin>(delegation: Delegation<Plugin>): Delegate {
  const here = (type: string, file: string) =>
    isRunning(file, delegation.self()) ? delegation.plugin(type) : undefined;
  return {
    async call(type, command, { env, stdin }) {
      const invocation = { env: { ...env, CNI_COMMAND: command }, stdin };
      const file = findPlugin(type, env.CNI_PATH ?? '');
      const own = here(type, file);
      if (own === undefined) return executePlugin(delegation.runner, file, invocation.env, stdin);
      const output = await delegation.call(own, invocation);
      if (output.exitCode !== 0) throw errorOf(type, output.stdout);
      return output.stdout;
    },
    isHere(type, { env }) {
      try {
        return here(type, findPlugin(type, env.CNI_PATH ?? '')) !== undefined;
      } catch {
        return false; // `call` says what is wrong
      }
    },
  };
}

function isRunning(file: string, self: ReturnType<Delegation<unknown>['self']>): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && stat.dev === self?.dev && stat.ino === self.ino;
}

/** The error object that a plugin printed, or one of ours if it printed none. */
function errorOf(type: string, stdout: string): CniError {
  const fields = tryParse(stdout);
  const { code, msg, details } = fields;
  if (typeof code !== 'number' || typeof msg !== 'string')
    return new CniError(
      Code.delegateFailed,
      `Cannot understand the error of plugin ${quote(type)}: no error object`,
    );
  return new CniError(code, msg, typeof details === 'string' ? details : undefined);
}

function tryParse(stdout: string): Record<string, unknown> {
  try {
    return parseJsonObject(stdout);
  } catch {
    return {};
  }
}
