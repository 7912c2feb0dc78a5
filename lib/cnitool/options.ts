import { defaultCacheDir } from '../libcni/libcni.ts';
import { parseArgs as parseCniArgs } from '../skel/args.ts';
import { CniError, Code } from '../spec/errors.ts';
import { parseJsonObject } from '../spec/json.ts';
import { quote } from '../spec/quote.ts';

/** The command line and the environment, understood. */
export interface Options {
  /** What was called for: a command, "help", or something unknown. */
  command: string;
  /** What follows the command. */
  operands: string[];
  ifName: string;
  containerId?: string | undefined;
  confDir: string;
  /** Folders joined by ":". */
  cniPath: string;
  cacheDir: string;
  /** `--valid`, as written. */
  valid: string[];
  noneValid: boolean;
  /** Milliseconds. */
  timeout?: number | undefined;
  json: boolean;
  /** CNI_ARGS; undefined if there is none. */
  args?: [string, string][] | undefined;
  /** CAP_ARGS; undefined if there is none. */
  capabilityArgs?: Record<string, unknown> | undefined;
}

const flags = {
  ifname: { type: 'string', short: 'i' },
  'container-id': { type: 'string' },
  'conf-dir': { type: 'string' },
  'plugin-dir': { type: 'string', multiple: true },
  'cache-dir': { type: 'string' },
  valid: { type: 'string', multiple: true },
  'none-valid': { type: 'boolean' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the command line (without the program's name). A variable of the environment stands in for an option that is not
 * given; an empty one counts as unset. Throws CniError: 4 for what cannot be understood, 6 if CAP_ARGS is no JSON object.
 */
export async function parseOptions(argv: string[], env: Environment, self?: string): Promise<Options> {
  const { values, positionals } = await parseFlags(argv);
  const [command = 'help', ...operands] = positionals;
  const folders = values['plugin-dir'] ?? [env.CNI_PATH || defaultCniPath(self)];
  return {
    command: values.help ? 'help' : command,
    operands,
    ifName: values.ifname ?? (env.CNI_IFNAME || 'eth0'),
    containerId: values['container-id'],
    confDir: values['conf-dir'] ?? (env.NETCONFPATH || '/etc/cni/net.d'),
    cniPath: folders.join(':'),
    cacheDir: values['cache-dir'] ?? defaultCacheDir,
    valid: values.valid ?? [],
    noneValid: values['none-valid'] ?? false,
    timeout: values.timeout === undefined ? undefined : parseSeconds(values.timeout),
    json: values.json ?? false,
    args: env.CNI_ARGS ? [...parseCniArgs(env.CNI_ARGS)] : undefined,
    capabilityArgs: env.CAP_ARGS ? parseJsonObject(env.CAP_ARGS, 'CAP_ARGS') : undefined,
  };
}

/** An error about the command line. */
export function misuse(state: string): CniError {
  return new CniError(
    Code.invalidEnvironment,
    `Cannot understand the command line: ${state}`,
    'see cnitool --help',
  );
}

async function parseFlags(argv: string[]) {
  const { parseArgs } = await import('node:util');
  try {
    return parseArgs({ args: argv, options: flags, allowPositionals: true });
  } catch (error) {
    throw misuse((error as Error).message);
  }
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400))
    throw misuse(`--timeout ${quote(text)} is not a number of seconds up to a day`);
  return seconds * 1000;
}

/** The folder of the executable that is running, then the usual one. */
function defaultCniPath(self = ''): string {
  const folder = self.slice(0, self.lastIndexOf('/'));
  return [...new Set([folder, '/opt/cni/bin'])].filter(Boolean).join(':');
}
