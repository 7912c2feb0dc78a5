import { existsSync } from 'node:fs';
import {
  gcNetwork,
  pluginVersions,
  type Repair,
  repairNetwork,
  statusNetwork,
  type ValidAttachment,
} from '../libcni/libcni.ts';
import { commands } from '../spec/commands.ts';
import { CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import { atLeast, versions } from '../spec/version.ts';
import { deriveContainerId } from './containerId.ts';
import { resolveNetns } from './netnsPath.ts';
import { misuse } from './options.ts';
import { note } from './report.ts';
import { loadOperand, type Tool } from './tool.ts';

/** `cnitool gc`: says on stderr which attachments it deleted. */
export async function gc(tool: Tool): Promise<void> {
  const network = loadOperand(tool);
  const valid = await validAttachments(tool);
  const deleted = await gcNetwork(tool.runtime, network, valid);
  for (const { containerId, ifName } of deleted) note(tool.io, `deleted ${containerId}:${ifName}`);
  if (network.disableGC)
    note(tool.io, `network ${quote(network.name)} has "disableGC": nothing was collected`);
}

/** `cnitool repair`: says on stderr what was missing of whom. Fails when something still is, or could not be asked. */
export async function repair(tool: Tool): Promise<void> {
  const network = loadOperand(tool);
  const repairs = await repairNetwork(tool.runtime, network);
  if (network.disableCheck)
    note(tool.io, `network ${quote(network.name)} has "disableCheck": nothing was repaired`);
  for (const { found, problem, ...whose } of repairs)
    for (const line of found?.split('\n') ?? [])
      note(tool.io, `${nameOf(whose)}: ${problem === undefined ? 'repaired' : 'found'}: ${line}`);
  const left = repairs.flatMap(({ problem, ...whose }) =>
    problem === undefined ? [] : [`${nameOf(whose)}: ${problem}`],
  );
  if (left.length === 0) return;
  const message = `Cannot repair network ${quote(network.name)} completely: problems left: ${left.length}`;
  throw new CniError(Code.incomplete, message, left.join('\n'));
}

/** "<container>:eth0 bridge", without the plugin where it is about none. */
function nameOf({ containerId, ifName, plugin }: Repair): string {
  return [`${containerId}:${ifName}`, ...(plugin === undefined ? [] : [plugin])].join(' ');
}

/** `cnitool status`: prints nothing when the network could serve an add. */
export async function status(tool: Tool): Promise<void> {
  const network = loadOperand(tool);
  await statusNetwork(tool.runtime, network);
  if (atLeast(network.version, commands.STATUS.since)) return;
  note(
    tool.io,
    `network ${quote(network.name)} has version ${network.version}, which knows no STATUS: nothing was asked`,
  );
}

/** `cnitool version`: a line for the tool, and one for each plugin of the network if one is named. */
export async function version(tool: Tool): Promise<void> {
  const { io, options, runtime } = tool;
  io.out(`cnitool ${io.version}: ${versions.join(' ')}\n`);
  if (options.operands.length === 0) return;
  for (const { type } of loadOperand(tool).plugins) {
    const answer = await pluginVersions(runtime, type);
    io.out(`${type} (${answer.file}): ${answer.versions.join(' ')}\n`);
  }
}

/** "None" has to be said in as many words: it means that everything goes. */
async function validAttachments({ options, io }: Tool): Promise<ValidAttachment[]> {
  const [, ...operands] = options.operands;
  const isSome = operands.length + options.valid.length > 0;
  if (isSome && options.noneValid) throw misuse('--none-valid contradicts the attachments given');
  if (!isSome && !options.noneValid)
    throw misuse('gc needs the attachments that still exist, or --none-valid');
  const named = operands.map((operand) => fromOperand(operand, options.ifName, io.cwd));
  return [...options.valid.map(fromPair), ...(await Promise.all(named))];
}

function fromPair(pair: string): ValidAttachment {
  const [containerId, ifName, ...more] = pair.split(':');
  if (containerId && ifName && more.length === 0) return { containerId, ifName };
  throw misuse(`--valid ${quote(pair)} is not ID:IFNAME`);
}

/** NETNS or NETNS:IFNAME. A colon that belongs to the path of a file that is there separates nothing. */
async function fromOperand(operand: string, ifName: string, cwd: string): Promise<ValidAttachment> {
  const whole = await resolveNetns(operand, cwd);
  const [, netns, name] = (!existsSync(whole) && /^(.+):([^:/]+)$/.exec(operand)) || [];
  if (!netns || !name) return { containerId: await deriveContainerId(whole), ifName };
  return { containerId: await deriveContainerId(await resolveNetns(netns, cwd)), ifName: name };
}
