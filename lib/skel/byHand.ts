import { readFileSync } from '#files';
import type { Invocation } from '../invoke/invocation.ts';
import { CniError, Code } from '../spec/errors.ts';
import { Fields } from '../spec/fields.ts';
import { isObject, parseJsonObject } from '../spec/json.ts';
import { quote } from '../spec/quote.ts';
import { selectVersion } from '../spec/selectVersion.ts';

/** What the arguments of `bridge add …` mean: a call as a runtime would make it, or a wish for help. */
export interface ByHand {
  invocation: Invocation;
  /** True if what is done shall be said on stderr. */
  trace: boolean;
}

interface Words {
  positional: string[];
  options: Map<string, string>;
  /** Absent: nothing was said about it. Empty: no attachment is valid any more. */
  valid?: string[];
  trace: boolean;
}

/** How many words each command takes after its own name. */
const arity: Record<string, [number, number]> = {
  add: [2, 2],
  check: [2, 2],
  del: [1, 2],
  gc: [0, 0],
  status: [0, 0],
  version: [0, 0],
};

/**
 * Turns `add <container-id> <netns> [--ifname eth0] [--conf FILE]` into the call a runtime would make. `readStdin` is
 * asked for the configuration when no file is named. `pluginFolder` is where delegated plugins are, unless CNI_PATH
 * says otherwise. Throws CniError (code 4) for words it does not understand.
 */
export function byHand(
  type: string,
  argv: readonly string[],
  env: Invocation['env'],
  pluginFolder: string,
  readStdin: () => string,
): ByHand {
  const { positional, options, valid, trace } = words(argv);
  const [command = '', containerId, netns] = positional;
  const [least, most] =
    (Object.hasOwn(arity, command) && arity[command]) || refuse(`${quote(command)} is no command`);
  if (positional.length - 1 < least || positional.length - 1 > most)
    refuse(`"${command}" takes ${least} to ${most} words`);
  const file = options.get('--conf') ?? '-';
  const conf =
    command === 'version' ? '' : configuration(type, file === '-' ? readStdin() : read(file), options, valid);
  const set = {
    CNI_COMMAND: command.toUpperCase(),
    CNI_CONTAINERID: containerId,
    CNI_NETNS: netns === undefined || netns.includes('/') ? netns : `/run/netns/${netns}`,
    CNI_IFNAME: options.get('--ifname') ?? 'eth0',
    CNI_PATH: env.CNI_PATH || pluginFolder,
  };
  return { trace, invocation: { env: { ...env, ...set }, stdin: conf } };
}

function words(argv: readonly string[]): Words {
  const found: Words = { positional: [], options: new Map(), trace: false };
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-') || word === '-') found.positional.push(word);
    else if (valued.includes(word)) setOption(found, word, rest.shift() ?? refuse(`"${word}" needs a value`));
    else setFlag(found, word);
  }
  return found;
}

const valued = ['--conf', '--ifname', '--result', '--valid'];

function setOption(found: Words, name: string, value: string): void {
  if (name === '--valid') found.valid = [...(found.valid ?? []), value];
  else found.options.set(name, value);
}

function setFlag(found: Words, name: string): void {
  if (name === '--trace') found.trace = true;
  else if (name === '--none-valid') found.valid ??= [];
  else refuse(`${quote(name)} is no option`);
}

function refuse(state: string): never {
  throw new CniError(Code.invalidEnvironment, `Cannot read the arguments: ${state}; --help explains`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CniError(
      Code.io,
      `Cannot read ${quote(file)}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** The plugin's own object: as it is, or taken out of a list, with what a runtime would have put in. */
function configuration(type: string, text: string, options: Map<string, string>, valid?: string[]): string {
  const json = parseJsonObject(text);
  const object = Array.isArray(json.plugins) ? fromList(type, json, json.plugins) : json;
  const result = options.get('--result');
  return JSON.stringify({
    ...object,
    ...(result === undefined ? {} : { prevResult: parseJsonObject(read(result)) }),
    ...(valid === undefined ? {} : { 'cni.dev/valid-attachments': valid.map(attachment) }),
  });
}

function fromList(type: string, list: Record<string, unknown>, plugins: unknown[]): Record<string, unknown> {
  const own = plugins.find((plugin) => isObject(plugin) && plugin.type === type);
  if (!isObject(own))
    throw new CniError(
      Code.invalidConfig,
      `Cannot use the list ${quote(list.name)}: no plugin of "type" "${type}"`,
    );
  const { capabilities: _, ...object } = own;
  const versions = new Fields(list, ['cniVersion', 'cniVersions'], { path: '', code: Code.invalidConfig });
  return { ...object, name: list.name, cniVersion: selectVersion(versions) };
}

function attachment(text: string): object {
  const [containerID, ifname = 'eth0'] = text.split(':');
  return { containerID, ifname };
}
