import type { Runtime } from '../libcni/libcni.ts';
import { add, check, del } from './attachmentCommands.ts';
import { completeIo, type GivenIo, type Io } from './io.ts';
import { gc, repair, status, version } from './networkCommands.ts';
import { misuse, type Options, parseOptions } from './options.ts';
import { reportError } from './report.ts';
import type { Tool } from './tool.ts';
import { usage } from './usage.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const commands = new Map<string, (tool: Tool) => Promise<void>>([
  ['add', add],
  ['check', check],
  ['del', del],
  ['gc', gc],
  ['repair', repair],
  ['status', status],
  ['version', version],
  ['help', async ({ io }) => io.out(usage)],
]);

/**
 * The command line tool over libcni: `cnitool add NETWORK NETNS` and so on, see `usage`. `argv` without the program's
 * name. Resolves to the exit status, 0 or 1; never throws.
 */
export async function cnitool(argv: string[], env: Environment, given: GivenIo): Promise<number> {
  const io = completeIo(given);
  try {
    const options = await parseOptions(argv, env, io.self);
    const command = commands.get(options.command);
    if (!command) throw misuse(`there is no command ${JSON.stringify(options.command)}`);
    await command({ options, runtime: runtimeOf(options, env, io), io });
    return 0;
  } catch (error) {
    reportError(io, error, argv.includes('--json'));
    return 1;
  }
}

function runtimeOf({ cniPath, cacheDir, timeout }: Options, env: Environment, { runner }: Io): Runtime {
  return { runner, cniPath, cacheDir, env, timeout };
}
