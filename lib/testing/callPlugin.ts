import { lstatSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemPath } from './needs.ts';
import type { Outcome } from './outcome.ts';
import type { Place } from './place.ts';

/** The executables under test: bin/ of this checkout, or the folder that WEFT_TEST_BIN names. */
export const pluginsUnderTest =
  process.env.WEFT_TEST_BIN ?? fileURLToPath(new URL('../../bin', import.meta.url));

/** The reference's executables, where Debian's containernetworking-plugins puts them. */
export const referencePlugins = '/usr/lib/cni';

/** One call of a plugin, in the specification's words. What is absent is not in the environment. */
export interface PluginCall {
  /** Where the plugin runs. */
  host: Place;
  /** The executable's name. */
  type: string;
  command: 'ADD' | 'DEL' | 'CHECK' | 'GC' | 'STATUS' | 'VERSION' | (string & {});
  /** CNI_PATH, and where `type` is looked for. Default: the executables under test. */
  cniPath?: string;
  containerId?: string;
  netns?: string;
  ifName?: string;
  /** CNI_ARGS. */
  args?: string;
  /** Standard input: text as it is, or an object to be made JSON. */
  conf?: unknown;
  /** More variables, and others in place of those above; undefined takes one away. */
  env?: Record<string, string | undefined>;
  /** Words put before the executable, such as `setpriv` with its arguments. */
  via?: string[];
  /** Milliseconds. Default: 30,000. */
  timeout?: number;
}

export interface PluginOutcome extends Outcome {
  /** Standard output as JSON; undefined if it is none. */
  json: PluginOutput | undefined;
}

/** A result, an error object or a VERSION result: the keys that tests ask for most. */
export interface PluginOutput {
  cniVersion?: string;
  code?: number;
  msg?: string;
  details?: string;
  interfaces?: { name: string; mac?: string; mtu?: number; sandbox?: string }[];
  ips?: { address: string; gateway?: string; interface?: number; version?: string }[];
  routes?: { dst: string; gw?: string; [key: string]: unknown }[];
  dns?: Record<string, unknown>;
  supportedVersions?: string[];
  [key: string]: unknown;
}

/**
 * Executes a plugin as a runtime does: along CNI_PATH, the configuration on standard input, from `/`, with the
 * protocol's variables and PATH and nothing else. Never throws for what the plugin does.
 */
export async function callPlugin(call: PluginCall): Promise<PluginOutcome> {
  const { cniPath = pluginsUnderTest, via = [], timeout } = call;
  const env = environment({ ...call, cniPath });
  const outcome = await call.host.run([...via, executable(call, cniPath)], {
    input: textOf(call.conf),
    env,
    timeout,
  });
  return { ...outcome, json: parsed(outcome.stdout) };
}

/** The first along `cniPath`; if there is none, one that does not exist, so that the outcome has exit code 127. */
function executable({ host, type }: PluginCall, cniPath: string): string {
  const candidates = cniPath.split(':').map((folder) => `${folder}/${type}`);
  const found = candidates.find((path) => lstatSync(host.outside(path), { throwIfNoEntry: false }));
  return found ?? candidates[0] ?? type;
}

function textOf(conf: unknown): string {
  return typeof conf === 'string' ? conf : (JSON.stringify(conf) ?? '');
}

function environment({
  command,
  containerId,
  netns,
  ifName,
  args,
  cniPath,
  env,
}: PluginCall): Record<string, string> {
  const variables = {
    PATH: systemPath,
    CNI_COMMAND: command,
    CNI_CONTAINERID: containerId,
    CNI_NETNS: netns,
    CNI_IFNAME: ifName,
    CNI_ARGS: args,
    CNI_PATH: cniPath,
    ...env,
  };
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function parsed(text: string): PluginOutput | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
