import type { Invocation } from '../invoke/invocation.ts';
import { refuseUnlessEnterable } from '../kernel/netns.ts';
import { type Command, commands } from '../spec/commands.ts';
import { type NetworkConf, parseNetworkConf } from '../spec/conf.ts';
import { renderResult } from '../spec/convert.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import { parseJsonObject } from '../spec/json.ts';
import { atLeast, current, isSupportedVersion, versions } from '../spec/version.ts';
import type { Plugin } from './plugin.ts';
import { repairCommand, repairing } from './repair.ts';
import { attachmentRequest, networkRequest } from './request.ts';
import { judgeVariables } from './variables.ts';
import type { World } from './world.ts';

/** What a call comes to: at most one JSON document, and the exit status. */
export interface Output {
  stdout: string;
  exitCode: 0 | 1;
}

/**
 * One call of a plugin from beginning to end: variables → configuration → version → request → command → output. The
 * plugin is loaded when the call turns out to need it, which VERSION and a bad call do not. Never throws: whatever goes wrong becomes the error object of the specification, in the version of the configuration.
 */
export async function dispatch(
  load: () => Promise<Plugin<unknown>>,
  invocation: Invocation,
  world: World,
): Promise<Output> {
  let version: string = current;
  try {
    const repairs = invocation.env.CNI_COMMAND === repairCommand;
    const command = judgeVariables(repairs ? { ...invocation.env, CNI_COMMAND: 'CHECK' } : invocation.env);
    if (command === 'VERSION') return succeed(versionAnswer(invocation.stdin));
    const json = parseJsonObject(invocation.stdin);
    version = versionInUse(json);
    const network = parseNetworkConf(json, command);
    refuseTooOld(command, network.version);
    const plugin = await load();
    return succeed(await run(repairs ? repairing(plugin) : plugin, command, network, invocation, world));
  } catch (thrown) {
    return { stdout: render(asCniError(thrown).toObject(version)), exitCode: 1 };
  }
}

async function run<Conf>(
  plugin: Plugin<Conf>,
  command: Command,
  network: NetworkConf,
  invocation: Invocation,
  world: World,
): Promise<object | undefined> {
  if (command === 'GC')
    return nothing(plugin.gc(networkRequest(plugin, command, network, invocation), world));
  if (command === 'STATUS')
    return nothing(plugin.status(networkRequest(plugin, command, network, invocation), world));
  const request = attachmentRequest(plugin, command, network, invocation);
  if (request.netns) await refuseUnlessEnterable(world.runner, request.netns);
  if (command === 'DEL') return nothing(plugin.del(request, world));
  if (command === 'CHECK') return nothing(plugin.check(request, world));
  return renderResult(await plugin.add(request, world), network.version);
}

async function nothing(done: Promise<void>): Promise<undefined> {
  await done;
}

function succeed(answer: object | undefined): Output {
  return { stdout: answer === undefined ? '' : render(answer), exitCode: 0 };
}

function render(answer: object): string {
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}

/** VERSION answers in the version that was asked in (specification, section 5), whatever else is on standard input. */
function versionAnswer(stdin: string): object {
  let asked: unknown;
  try {
    asked = parseJsonObject(stdin).cniVersion;
  } catch {
    asked = undefined;
  }
  return {
    cniVersion: typeof asked === 'string' && asked !== '' ? asked : current,
    supportedVersions: versions,
  };
}

/** The version an error object is written in when the configuration turns out to be wrong. */
function versionInUse(json: Record<string, unknown>): string {
  const { cniVersion } = json;
  return typeof cniVersion === 'string' && isSupportedVersion(cniVersion) ? cniVersion : current;
}

function refuseTooOld(command: Command, version: string): void {
  const { since } = commands[command];
  if (atLeast(version, since)) return;
  throw new CniError(
    Code.incompatibleVersion,
    `Cannot run ${command}: "cniVersion" "${version}" has no ${command}, ${since} has`,
  );
}
